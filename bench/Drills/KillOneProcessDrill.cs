using System.Globalization;
using Manidala.Bench.Drills.Cluster;
using Manidala.Bench.Load;
using Manidala.Bench.Processes;
using Manidala.Storage;

namespace Manidala.Bench.Drills;

/// <summary>The one-process mode dies without a word while it writes, again and again, and is started on the same folder.</summary>
internal sealed class KillOneProcessDrill : IDrill
{
    private const int Rounds = 200;
    private const int ShortestLifeMs = 100;
    private const int LongestLifeMs = 2_000;
    private static readonly LoadMix Mix = LoadMix.Parse("interaction=3,click=1");

    public string Name => "kill-one-process";

    public string What => "kill -9 of the one process on SQLite at random moments while it writes";

    public async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        (string model, string data) = await world.FillAsync(settings.Items, null, cancellationToken).ConfigureAwait(false);
        int port = world.Ports.Next();
        int lives = 0;
        Task<ServerProcess> StartAsync() =>
            OneProcess.StartAsync(world, model, data, port, string.Create(CultureInfo.InvariantCulture, $"one-process-{++lives}"), cancellationToken);

        var load = new UnderLoad(OneProcess.AddressOf(port), settings, settings.Rate ?? 500, duration: null, world.Progress, Mix);
        var random = new Random(settings.Seed);
        ServerProcess server = await StartAsync().ConfigureAwait(false);
        try
        {
            IntegrityReport? doctor = null;
            Observed observed = await load.RunAsync(
                async cancel =>
                {
                    for (int round = 0; round < (settings.Rounds ?? Rounds); round++)
                    {
                        await Task.Delay(random.Next(ShortestLifeMs, LongestLifeMs), cancel).ConfigureAwait(false);
                        await server.DisposeAsync().ConfigureAwait(false);
                        load.Note("killed");
                        server = await StartAsync().ConfigureAwait(false);
                    }
                },
                async cancel =>
                {
                    await server.DisposeAsync().ConfigureAwait(false);
                    doctor = await DatabaseExamination.ReadAllAsync(new() { DataDirectory = data }, cancel).ConfigureAwait(false);
                    foreach (IntegrityFinding fault in doctor.Findings.Where(finding => finding.Faults > 0))
                    {
                        await world.Progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"FAULT {fault.Rule}: {fault.Faults} times not, first: {fault.First}")).ConfigureAwait(false);
                    }

                    using var journal = new SqliteJournal(data);
                    return journal.Read();
                },
                cancellationToken).ConfigureAwait(false);
            return new Judgement(observed).Truth().GivenUp()
                .Add(DrillBound.None("faults that the doctor finds", doctor!.Findings.Sum(finding => finding.Faults)))
                .Figure("snapshots that the doctor read", doctor.Snapshots)
                .Result(this);
        }
        finally
        {
            await server.DisposeAsync().ConfigureAwait(false);
        }
    }
}
