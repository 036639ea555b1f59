using System.Globalization;
using Manidala.Bench.Processes;
using Manidala.Bench.World;

namespace Manidala.Bench.Serving;

/// <summary>Catalogues, journals and servers of one bench run, all in one scratch folder. One caller at a time.</summary>
internal sealed class BenchWorld(string bundle, string scratch, TextWriter log)
{
    private const string Ready = "Manidala is ready at ";
    private readonly HashSet<string> _filled = [];
    private int _copies;

    public string Bundle => bundle;

    /// <summary>A model to scale up, where none was given: that of a small sample.</summary>
    /// <returns>The bundle's folder.</returns>
    public static async Task<string> TrainAsync(string scratch, CancellationToken cancellationToken)
    {
        ManidalaCommandLine training = BuiltPrograms.TrainingOn(null);
        string data = Path.Combine(scratch, "sample");
        string bundles = Path.Combine(scratch, "sample-bundles");
        await training.RunAsync(["sample", "--items", "2000", "--users", "1000", "--interactions", "40000", "--seed", "1", "--data", data], cancellationToken).ConfigureAwait(false);
        await training.RunAsync(["train", "--epochs", "2", "--no-refit", "--seed", "1", "--data", data], cancellationToken).ConfigureAwait(false);
        await training.RunAsync(["publish", "--to", bundles, "--data", data], cancellationToken).ConfigureAwait(false);
        return Path.Combine(bundles, "current");
    }

    /// <summary>A data folder with that many items and nobody's interactions, to be changed at will.</summary>
    public async Task<string> FolderAsync(int items, CancellationToken cancellationToken)
    {
        string master = await MasterAsync(items, null, cancellationToken).ConfigureAwait(false);
        string copy = Path.Combine(scratch, string.Create(CultureInfo.InvariantCulture, $"data-{++_copies}"));
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(master))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }

    /// <summary>Puts a log of likes into a folder's journal, evenly over users and spread over items.</summary>
    public async Task ImportAsync(string data, int users, int each, int items, CancellationToken cancellationToken)
    {
        string file = Path.Combine(scratch, "interactions.csv");
        try
        {
            await ImportedLog.WriteAsync(file, users, each, items, cancellationToken).ConfigureAwait(false);
            await BuiltPrograms.TrainingOn(null).RunAsync(
                ["import", "csv", file, "--user", "user", "--item", "item", "--time", "time", "--type", "type", "--data", data], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A server of one process on a folder; without a folder, on a new one.</summary>
    /// <param name="databaseUrl">PostgreSQL's, instead of the folder's SQLite.</param>
    /// <param name="port">To listen on; null for any.</param>
    public async Task<BenchServer> StartAsync(
        int items, string? databaseUrl, CancellationToken cancellationToken, string? data = null, string? port = null)
    {
        string model = ScaledWorld.BundleOf(await MasterAsync(items, databaseUrl, cancellationToken).ConfigureAwait(false));
        data ??= databaseUrl is null ? await FolderAsync(items, cancellationToken).ConfigureAwait(false) : NewFolder();
        port ??= FreePort.Text();
        ServerProcess silo = await ServerProcess.StartAsync(
            "dotnet", [BuiltPrograms.Silo, "--data", data, "--port", port], Environment(model, databaseUrl), Ready, cancellationToken).ConfigureAwait(false);
        return new BenchServer(AddressOf(port), silo, null);
    }

    /// <summary>A silo and a gateway, each a process of its own, on PostgreSQL.</summary>
    public async Task<BenchServer> StartTwoAsync(int items, string databaseUrl, CancellationToken cancellationToken)
    {
        string model = ScaledWorld.BundleOf(await MasterAsync(items, databaseUrl, cancellationToken).ConfigureAwait(false));
        Dictionary<string, string?> environment = Environment(model, databaseUrl);
        ServerProcess silo = await ServerProcess.StartAsync(
            "dotnet", [BuiltPrograms.Silo, "--data", NewFolder(), "--port", FreePort.Text(), "--role", "silo"], environment, Ready, cancellationToken).ConfigureAwait(false);
        string port = FreePort.Text();
        environment["PORT"] = port;
        environment["LOG_LEVEL"] = "Information";
        try
        {
            ServerProcess gateway = await ServerProcess.StartAsync("dotnet", [BuiltPrograms.Gateway], environment, "Now listening on", cancellationToken).ConfigureAwait(false);
            await HealthWait.UntilReadyAsync(AddressOf(port), cancellationToken).ConfigureAwait(false);
            return new BenchServer(AddressOf(port), silo, gateway);
        }
        catch
        {
            await silo.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public static Uri AddressOf(string port) => new($"http://127.0.0.1:{port}/");

    // Ports of its own for the cluster, since silos on a database server find each other there.
    private static Dictionary<string, string?> Environment(string model, string? databaseUrl) => new(BuiltPrograms.CleanEnvironment)
    {
        ["MODEL_PATH"] = model,
        ["Gateway__FloorEndpoint"] = "true",
        ["DATABASE_URL"] = databaseUrl,
        ["SILO_PORT"] = databaseUrl is null ? null : FreePort.Text(),
        ["SILO_GATEWAY_PORT"] = databaseUrl is null ? null : FreePort.Text(),
    };

    private string NewFolder() => Path.Combine(scratch, string.Create(CultureInfo.InvariantCulture, $"data-{++_copies}"));

    // With SQLite the catalogue lies in the folder, with PostgreSQL there; the model is a folder either way.
    private async Task<string> MasterAsync(int items, string? databaseUrl, CancellationToken cancellationToken)
    {
        string master = Path.Combine(scratch, string.Create(CultureInfo.InvariantCulture, $"items-{items}{(databaseUrl is null ? "" : "-postgresql")}"));
        if (_filled.Add(master))
        {
            await log.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"a catalogue of {items:N0} items")).ConfigureAwait(false);
            await new ScaledWorld(BuiltPrograms.TrainingOn(databaseUrl), log).FillAsync(bundle, items, master, cancellationToken).ConfigureAwait(false);
        }

        return master;
    }
}
