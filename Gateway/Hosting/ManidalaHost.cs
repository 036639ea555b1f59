namespace Manidala.Gateway.Hosting;

/// <summary>The host of our processes.</summary>
public static class ManidalaHost
{
    // Configuration is read once. A watch for changes would be one over the whole working directory: with the data folder in it, each write of
    // the journal wakes a thread, which took a fortieth of the CPU of an interaction.
    private const string DoNotWatchFiles = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>
    /// Longest that a process takes to end once it is asked to: requests in progress are answered, users move to other silos, the journal is written. Whatever stops
    /// it has to wait for longer.
    /// </summary>
    public static TimeSpan ShutdownTimeout { get; } = TimeSpan.FromSeconds(20);

    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder([.. args, DoNotWatchFiles]);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        return builder;
    }
}
