using System.Globalization;
using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>Silos whose clocks are an hour and two apart, one that dies among them, one that comes, and interactions of other times.</summary>
internal sealed class ClockDrill : IDrill
{
    // Debian's place for it, on any architecture.
    private const string Library = "libfaketimeMT.so.1";

    // In the order of the silos, and again. Silos that come later start with what is behind everybody's.
    private static readonly int[] Hours = [0, 1, -1];
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    public string Name => "clocks";

    public string What => "silos whose clocks are an hour and two apart, one killed and one that comes; interactions of 1970, tomorrow and 2100";

    public async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        string library = FindLibrary();
        TimeSpan pause = settings.Every ?? Pause;
        SiloTerms[] terms = [.. Enumerable.Range(0, settings.Silos).Select(silo => TermsOf(library, Hours[silo % Hours.Length]))];
        DrillCluster cluster = await world.StartClusterAsync(settings.Items, new ClusterPlan(terms, settings.Gateways), cancellationToken).ConfigureAwait(false);
        await using (cluster.ConfigureAwait(false))
        {
            using var dated = new DatedInteractions(cluster.Balancer.Address, cluster.Postgres.Url);
            var load = new UnderLoad(cluster.Balancer.Address, settings, settings.Rate ?? 500, duration: null, world.Progress);
            int misplaced = 0;
            int stale = 0;
            Observed observed = await load.RunAsync(
                async cancel =>
                {
                    await dated.SendAsync(world.NewFolder("dated"), cancel).ConfigureAwait(false);
                    load.Note("interactions of other times are sent");
                    await Task.Delay(pause, cancel).ConfigureAwait(false);
                    ClusterMember victim = cluster.Silos[^1];
                    await cluster.KillAsync(victim).ConfigureAwait(false);
                    load.Note($"{victim.Name} killed");
                    ClusterMember next = await cluster.StartSiloAsync(cancel, TermsOf(library, Hours.Min())).ConfigureAwait(false);
                    load.Note($"{next.Name} started, with the latest of all clocks");
                    await Task.Delay(pause, cancel).ConfigureAwait(false);
                    misplaced = await dated.MisplacedAsync(cancel).ConfigureAwait(false);
                    stale = await dated.StaleFeedsAsync(cancel).ConfigureAwait(false);
                    load.Note("trending and feeds are compared");
                    await Task.Delay(2 * pause, cancel).ConfigureAwait(false);
                },
                cancel => PostgresJournal.ReadAsync(cluster.Postgres, cancel),
                cancellationToken).ConfigureAwait(false);
            return new Judgement(observed).Truth().Answers(least: .99).Acceptance(TimeSpan.FromSeconds(10)).Feeds(TimeSpan.FromSeconds(1))
                .Add(DrillBound.None("interactions of 2100 and of before 1970 accepted", dated.WronglyAccepted))
                .Add(DrillBound.None("items of other times before, or behind, what they belong to in trending", misplaced))
                .Add(DrillBound.None("feeds, not marked, that lack an interaction of another time", stale))
                .Add(DrillBound.None("silos missing in the end", settings.Silos - await cluster.ActiveSilosAsync(cancellationToken).ConfigureAwait(false)))
                .Add(DrillBound.None("healthy silos declared dead", await cluster.WronglyDeadAsync(cancellationToken).ConfigureAwait(false)))
                .Result(this);
        }
    }

    private static SiloTerms TermsOf(string library, int hours) => hours == 0
        ? SiloTerms.Plain
        : SiloTerms.Plain with
        {
            Environment = new Dictionary<string, string?>
            {
                ["LD_PRELOAD"] = library,
                ["FAKETIME"] = string.Create(CultureInfo.InvariantCulture, $"{hours:+0;-0}h"),

                // What measures how long something takes is no clock, and no machine's is off.
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            },
        };

    private static string FindLibrary() =>
        (Directory.Exists("/usr/lib") ? Directory.GetDirectories("/usr/lib") : [])
            .SelectMany(folder => new[] { Path.Combine(folder, "faketime", Library), Path.Combine(folder, Library) })
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"this drill gives silos other clocks by {Library}, which is missing: install Debian's package faketime.");
}
