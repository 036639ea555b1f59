using System.Globalization;
using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>Silos whose clocks are an hour and two apart, one that dies among them, one that comes, and interactions of other times.</summary>
internal sealed class ClockDrill : ClusterDrill
{
    // Debian's place for it, on any architecture.
    private const string Library = "libfaketimeMT.so.1";

    // In the order of the silos, and again. Silos that come later start with what is behind everybody's.
    private static readonly int[] Hours = [0, 1, -1];
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private string _library = "";
    private int _accepted;
    private int _misplaced;
    private int _stale;

    public override string Name => "clocks";

    public override string What => "silos whose clocks are an hour and two apart, one killed and one that comes; interactions of 1970, tomorrow and 2100";

    protected override ClusterPlan PlanOf(DrillSettings settings) =>
        new([.. Enumerable.Range(0, settings.Silos).Select(silo => TermsOf(_library, Hours[silo % Hours.Length]))], settings.Gateways);

    public override Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        _library = FindLibrary();
        return base.RunAsync(world, settings, cancellationToken);
    }

    protected override async Task DisturbAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        TimeSpan pause = run.Settings.Every ?? Pause;
        using var dated = new DatedInteractions(run.Cluster.Balancer.Address, run.Cluster.Postgres.Url);
        await dated.SendAsync(run.World.NewFolder("dated"), cancellationToken).ConfigureAwait(false);
        run.Note("interactions of other times are sent");
        await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        ClusterMember victim = run.Cluster.Silos[^1];
        await run.Cluster.KillAsync(victim).ConfigureAwait(false);
        run.Note($"{victim.Name} killed");
        ClusterMember next = await run.Cluster.StartSiloAsync(cancellationToken, TermsOf(_library, Hours.Min())).ConfigureAwait(false);
        run.Note($"{next.Name} started, with the latest of all clocks");
        await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        _accepted = dated.WronglyAccepted;
        _misplaced = await dated.MisplacedAsync(cancellationToken).ConfigureAwait(false);
        _stale = await dated.StaleFeedsAsync(cancellationToken).ConfigureAwait(false);
        run.Note("trending and feeds are compared");
        await Task.Delay(2 * pause, cancellationToken).ConfigureAwait(false);
    }

    protected override void Judge(ClusterRun run, Observed observed, Judgement judgement) =>
        judgement.Answers(least: .99).Acceptance(TimeSpan.FromSeconds(10)).Feeds(TimeSpan.FromSeconds(1))
            .Add(DrillBound.None("interactions of 2100 and of before 1970 accepted", _accepted))
            .Add(DrillBound.None("items of other times before, or behind, what they belong to in trending", _misplaced))
            .Add(DrillBound.None("feeds, not marked, that lack an interaction of another time", _stale));

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
        ?? throw new NotPossibleHereException($"this drill gives silos other clocks by {Library}, which is missing: install Debian's package faketime.");
}
