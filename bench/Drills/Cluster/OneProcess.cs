using System.Globalization;
using Manidala.Bench.Processes;

namespace Manidala.Bench.Drills.Cluster;

/// <summary>Everything in one process on SQLite, as <c>./manidala up</c> starts it.</summary>
internal static class OneProcess
{
    public static Uri AddressOf(int port) => new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port).Uri;

    /// <param name="model">The folder of the model that it serves; null for what is published.</param>
    /// <param name="log">The name of its log.</param>
    public static Task<ServerProcess> StartAsync(DrillWorld world, string? model, string data, int port, string log, CancellationToken cancellationToken) =>
        ServerProcess.StartAsync(
            "dotnet",
            [BuiltPrograms.Silo, "--data", data, "--port", port.ToString(CultureInfo.InvariantCulture)],
            new Dictionary<string, string?>(BuiltPrograms.CleanEnvironment) { ["MODEL_PATH"] = model },
            "Manidala is ready at ",
            cancellationToken,
            new StreamWriter(Path.Combine(world.Logs, log + ".log")) { AutoFlush = true });
}
