using Manidala.Bench.Drills.Checking;

namespace Manidala.Bench.Drills;

/// <summary>What a server did while its disk was full. One caller at a time.</summary>
internal sealed class FullDiskSeen
{
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Bearable = TimeSpan.FromSeconds(3);
    private TimeSpan _unready;
    private TimeSpan _freed;
    private TimeSpan? _ready;
    private string? _said;

    /// <summary>The line with which a start on a read-only folder ended.</summary>
    public string? RefusedStart { get; set; }

    /// <param name="full">How long it stays full after the server has noticed.</param>
    /// <param name="restore">What has to be done by hand when there is room again; null for nothing.</param>
    public async Task FillAndFreeAsync(
        SmallDisk disk, ReadinessWatch readiness, UnderLoad load, TimeSpan full, TimeSpan patience, CancellationToken cancellationToken, Func<Task>? restore = null)
    {
        disk.Fill();
        load.Note("the disk is full");

        // Not at once: what is allocated already goes on being written, and is as durable as ever.
        _said = await readiness.UntilAsync(isReady: false, patience, cancellationToken).ConfigureAwait(false);
        _unready = load.Note($"not ready: {_said ?? "never"}");
        await Task.Delay(full, cancellationToken).ConfigureAwait(false);
        disk.Free();
        _freed = load.Note("there is room again");
        if (restore is not null)
        {
            await restore().ConfigureAwait(false);
        }

        string? ready = await readiness.UntilAsync(isReady: true, patience, cancellationToken).ConfigureAwait(false);
        TimeSpan when = load.Note(ready is null ? "not ready again" : "ready again");
        _ready = ready is null ? null : when;
    }

    /// <param name="recovery">That it may take until all is as before.</param>
    public Judgement AddTo(Judgement judgement, Observed observed, TimeSpan recovery)
    {
        Operation[] feeds = [.. observed.Tally.Operations.Where(one => one.IsFeed && one.Due > _unready && one.Due < _freed)];
        TimeSpan from = (_ready ?? _freed) + recovery;
        Operation[] after = [.. observed.Tally.Operations.Where(one => !one.IsFeed && one.Due > from - (recovery / 2) && one.Due < from)];
        return judgement
            .Add(DrillBound.AtLeast("not ready while the disk is full, with a word on why", _said?.Contains("journal cannot be written", StringComparison.Ordinal) == true ? 1 : 0, 1))
            .Add(DrillBound.AtLeast("feeds meanwhile answered within 3 s", Judgement.ShareOf(feeds, one => one.IsAnswered && one.Took <= Bearable) * 100, 99, "%"))
            .Add(DrillBound.AtLeast("feeds meanwhile from a live session, not marked", Judgement.ShareOf(feeds, one => !one.IsFallback) * 100, 50, "%"))
            .Add(DrillBound.AtMost("from room to ready again", _ready is { } ready ? (ready - _freed).TotalSeconds : double.MaxValue, 15, "s"))
            .Add(DrillBound.AtLeast("interactions within 1 s, a while after", Judgement.ShareOf(after, one => one.IsAnswered && one.Took <= Prompt) * 100, 95, "%"))
            .Figure("interactions refused while the disk was full", observed.Tally.Refusals.Count(one => one.Reason.StartsWith("503", StringComparison.Ordinal)))
            .Figure("feeds meanwhile", feeds.Length);
    }
}
