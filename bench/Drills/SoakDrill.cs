using System.Globalization;
using Manidala.Bench.Drills.Checking;
using Manidala.Bench.Drills.Cluster;
using Manidala.Bench.Drills.Soaking;
using Manidala.Bench.Load;
using Manidala.Bench.Serving;

namespace Manidala.Bench.Drills;

/// <summary>
/// Half of what the cluster can do, for a long time, and then nothing. What processes hold has to stop growing after a third of that time, and users who have
/// stopped have to leave the memory.
/// </summary>
internal sealed class SoakDrill : ClusterDrill
{
    private const double HalfLoad = 0.5;
    private const int FeedItems = 20;
    private const int Connections = 256;
    private const int MostSamples = 120;
    private const double MostOfPeak = 0.05;
    private static readonly TimeSpan Soak = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan ShortestIdle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ShortestStep = TimeSpan.FromSeconds(2);
    private readonly List<ProcessWatch> _watches = [];
    private TimeSpan _judgedFrom;
    private TimeSpan _judgedTo;
    private double _peak;
    private double _left = double.MaxValue;

    public override string Name => "soak";

    public override string What => "half of what the cluster can do for half an hour, and then nobody";

    public override async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return await base.RunAsync(world, settings, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _watches.ForEach(watch => watch.Dispose());
        }
    }

    protected override ClusterPlan PlanOf(DrillSettings settings)
    {
        SiloTerms silo = SiloTerms.Plain with
        {
            Environment = new Dictionary<string, string?> { ["Sessions__IdleFor"] = IdleOf(settings).ToString("c", CultureInfo.InvariantCulture) },
        };
        return new ClusterPlan([.. Enumerable.Repeat(silo, settings.Silos)], settings.Gateways);
    }

    protected override async Task<double> RateOfAsync(DrillCluster cluster, DrillSettings settings, CancellationToken cancellationToken)
    {
        var request = new LoadRequest(
            cluster.Balancer.Address, Rate: 1, Measured, TimeSpan.Zero, settings.Users, FeedItems, BatchSize: 1, Timeout, Connections, settings.Seed);
        using LoadClient client = await BenchServer.PrepareAsync(request, cancellationToken).ConfigureAwait(false);

        // Compiled first.
        await Capacity.MeasureAsync(client, request, settings.Mix, Measured, cancellationToken).ConfigureAwait(false);
        return HalfLoad * await Capacity.MeasureAsync(client, request, settings.Mix, Measured, cancellationToken).ConfigureAwait(false);
    }

    protected override TimeSpan? DurationOf(DrillSettings settings) => settings.Duration ?? Soak;

    protected override async Task DisturbAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        TimeSpan duration = DurationOf(run.Settings)!.Value;
        _watches.AddRange(run.Cluster.Silos.Concat(run.Cluster.Gateways).Select(member => new ProcessWatch(member)));
        TimeSpan step = duration / MostSamples > ShortestStep ? duration / MostSamples : ShortestStep;
        TimeSpan began = run.Note("users act");
        (_judgedFrom, _judgedTo) = (began + (duration / 3), began + duration);
        for (TimeSpan next = began; next <= _judgedTo; next += step)
        {
            TimeSpan now = run.Elapsed;
            await Task.Delay(next > now ? next - now : TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            await LookAsync(run, cancellationToken).ConfigureAwait(false);
        }

        run.Note("users stop");
    }

    protected override async Task<IReadOnlyCollection<JournalRow>> ReadJournalAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        _peak = UsersInMemory();
        TimeSpan idle = IdleOf(run.Settings);
        for (int wait = 0; wait < 6 && _left > MostOfPeak * _peak; wait++)
        {
            await Task.Delay(idle / 2, cancellationToken).ConfigureAwait(false);
            await LookAsync(run, cancellationToken).ConfigureAwait(false);
            _left = UsersInMemory();
        }

        run.Note(string.Create(CultureInfo.InvariantCulture, $"of {_peak:N0} users {_left:N0} are left in memory"));
        return await base.ReadJournalAsync(run, cancellationToken).ConfigureAwait(false);
    }

    protected override void Judge(ClusterRun run, Observed observed, Judgement judgement)
    {
        judgement.Answers(least: .99).Unbroken();
        Hold(judgement, "resident memory", 10, sample => sample.ResidentMiB);
        Hold(judgement, "managed heap", 15, sample => sample.HeapMiB);
        Hold(judgement, "handles", 5, sample => sample.Handles);
        Hold(judgement, "threads", 10, sample => sample.Threads);
        judgement.Add(DrillBound.AtMost("users left in memory of those at the end of the load", _peak == 0 ? double.MaxValue : _left / _peak * 100, MostOfPeak * 100, "%"))
            .Figure("users in memory at the end of the load", _peak);
    }

    private static TimeSpan IdleOf(DrillSettings settings)
    {
        TimeSpan tenth = (settings.Duration ?? Soak) / 10;
        return tenth < ShortestIdle ? ShortestIdle : tenth > LongestIdle ? LongestIdle : tenth;
    }

    // Of the process that grew most. What was there at the end of the load counts, and not what is there when all have stopped.
    private void Hold(Judgement judgement, string what, double most, Func<ProcessSample, double> value)
    {
        double worst = double.MinValue;
        foreach (ProcessWatch watch in _watches)
        {
            (TimeSpan At, double Value)[] judged = [.. watch.Samples.Where(sample => sample.At >= _judgedFrom && sample.At <= _judgedTo).Select(sample => (sample.At, value(sample)))];
            worst = Math.Max(worst, Growth.Of(judged) * 100);
            judgement.Figure($"{watch.Name}: {what}, median", Growth.Median(judged.Select(sample => sample.Value)));
        }

        judgement.Add(DrillBound.AtMost($"{what}: growth over the last two thirds", Math.Max(0, worst), most, "%"));
    }

    private double UsersInMemory() => _watches.Sum(watch => watch.Samples[^1].Users);

    private async Task LookAsync(ClusterRun run, CancellationToken cancellationToken)
    {
        foreach (ProcessWatch watch in _watches)
        {
            await watch.LookAsync(run.Elapsed, cancellationToken).ConfigureAwait(false);
        }
    }
}
