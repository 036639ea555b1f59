using System.Globalization;
using Manidala.Bench.Drills.Cluster;
using Manidala.Bench.Processes;
using Manidala.Bench.World;

namespace Manidala.Bench.Drills;

/// <summary>What drills are made of: a model to scale up, a scratch folder, ports, and a folder for the logs of the processes.</summary>
internal sealed class DrillWorld(string bundle, string scratch, string logs, DrillPorts ports, TextWriter progress)
{
    private int _folders;

    public DrillPorts Ports => ports;

    public string Logs => logs;

    public TextWriter Progress => progress;

    /// <summary>An empty folder of its own.</summary>
    public string NewFolder(string name)
    {
        string path = Path.Combine(scratch, string.Create(CultureInfo.InvariantCulture, $"{name}-{++_folders}"));
        Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>Fills a database, or a folder where there is none, with a catalogue.</summary>
    /// <param name="programs">The build that does it; null for this one.</param>
    /// <returns>The folder of the model that goes with it, and the data folder.</returns>
    public async Task<(string Model, string Data)> FillAsync(int items, string? databaseUrl, CancellationToken cancellationToken, ProgramSet? programs = null)
    {
        ManidalaCommandLine training = (programs ?? ProgramSet.Current).TrainingOn(databaseUrl);
        string data = NewFolder("catalogue");
        await new ScaledWorld(training, TextWriter.Null).FillAsync(bundle, items, data, cancellationToken).ConfigureAwait(false);
        return (ScaledWorld.BundleOf(data), data);
    }

    /// <summary>A cluster on a PostgreSQL of its own, all ready.</summary>
    public async Task<DrillCluster> StartClusterAsync(int items, ClusterPlan plan, CancellationToken cancellationToken)
    {
        await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"a cluster of {plan.Silos.Count} silos and {plan.Gateways} gateways on PostgreSQL …"))
            .ConfigureAwait(false);
        PrivatePostgres postgres = await PrivatePostgres.StartAsync(ports.Next(), plan.Silos.Select(silo => silo.DatabaseAddress), cancellationToken).ConfigureAwait(false);
        try
        {
            (string model, _) = await FillAsync(items, postgres.Url, cancellationToken, plan.Programs).ConfigureAwait(false);
            return await DrillCluster.StartAsync(this, postgres, model, plan, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await postgres.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
