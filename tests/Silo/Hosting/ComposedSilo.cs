using System.Net;
using Manidala.Silo.Hosting;
using Manidala.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Silo.Tests.Hosting;

/// <summary>The whole container in this process, on a folder and on any free ports, for as long as it is used.</summary>
internal static class ComposedSilo
{
    /// <param name="settings">Beside folder and ports.</param>
    /// <param name="prepare">Fills the database before anything is built on it.</param>
    /// <param name="use">Gets the server's address, once it is ready.</param>
    public static async Task<T> ServeAsync<T>(
        string folder, Dictionary<string, string?> settings, Func<ManidalaDatabase, Task> prepare, Func<Uri, Task<T>> use)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(settings)
        {
            ["Data"] = folder,
            ["PORT"] = "0",
            ["HOST"] = "localhost",
            ["Keys:AllowAnonymous"] = "true",
            ["SILO_PORT"] = FreePort(),
            ["SILO_GATEWAY_PORT"] = "0",
        });
        LoggingSetup.Configure(builder);
        SiloSettings silo = SiloSettings.Read(builder.Configuration);
        await using ManidalaDatabase database = await ManidalaDatabase.OpenAsync(
            new DatabaseOptions { DataDirectory = folder }, NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
        await prepare(database);
        await using WebApplication app = SiloProcess.Build(builder, silo, database);
        await app.StartAsync();
        await app.Services.GetRequiredService<Grains.Replication.ISiloReadiness>().FirstReady.WaitAsync(TimeSpan.FromSeconds(30));
        T result = await use(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
        await app.StopAsync();
        return result;
    }

    private static string FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
