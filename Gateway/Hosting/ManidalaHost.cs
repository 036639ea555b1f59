namespace Manidala.Gateway.Hosting;

/// <summary>The host of our processes.</summary>
public static class ManidalaHost
{
    // Configuration is read once. A watch for changes would be one over the whole working directory: with the data folder in it, each write of
    // the journal wakes a thread, which took a fortieth of the CPU of an interaction.
    private const string DoNotWatchFiles = "--hostBuilder:reloadConfigOnChange=false";

    public static WebApplicationBuilder CreateBuilder(string[] args) => WebApplication.CreateSlimBuilder([.. args, DoNotWatchFiles]);
}
