using Manidala.Gateway.Hosting;
using Microsoft.Extensions.Configuration;

namespace Manidala.Gateway.Tests.Hosting;

public sealed class ManidalaHostTests
{
    [Fact]
    public void No_file_of_the_configuration_is_watched()
    {
        IList<IConfigurationSource> sources = ManidalaHost.CreateBuilder(["--port", "1"]).Configuration.Sources;

        FileConfigurationSource[] files = [.. sources.OfType<FileConfigurationSource>()];
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.False(file.ReloadOnChange, file.Path));
    }
}
