using Manidala.Bench.Drills.Checking;

namespace Manidala.Bench.Drills;

/// <summary>From what was seen to what holds.</summary>
internal sealed class Judgement(Observed observed)
{
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(1);
    private readonly List<DrillBound> _bounds = [];
    private readonly SortedDictionary<string, double> _figures = [];
    private readonly Operation[] _counted = [.. observed.Tally.Operations.Where(one => one.Due >= observed.WarmUp)];

    /// <summary>What has to hold whatever happens.</summary>
    public Judgement Truth()
    {
        JournalComparison journal = observed.Journal;
        Add(DrillBound.None("acknowledged interactions lost", journal.Lost));
        Add(DrillBound.None("interactions doubled", journal.Doubled));
        Add(DrillBound.None("interactions that nobody sent", journal.Invented));
        Add(DrillBound.None("interactions out of their user's order", journal.OutOfOrder));
        Add(DrillBound.None("feeds, not marked, without an acknowledged interaction", Faults("feeds w")));
        Add(DrillBound.None("answers that are an error of the server's", Faults("feeds a") + Faults("interactions a")));
        Figure("operations", _counted.Length);
        Figure("operations that needed a second attempt", _counted.Count(one => one.Attempts > 1));
        Figure("feeds marked as a fallback", _counted.Count(one => one.IsFallback));
        Figure("interactions acknowledged", journal.Acknowledged);
        Figure("interactions written whose answer was lost", journal.Unanswered);
        Figure("driver late by at most, ms", observed.DriverMostLate.TotalMilliseconds);
        foreach (bool isFeed in new[] { true, false })
        {
            string what = isFeed ? "feeds" : "interactions";
            Figure($"{what}: p50, ms", Percentile(_counted.Where(one => one.IsFeed == isFeed), .5).TotalMilliseconds);
            Figure($"{what}: p99, ms", Percentile(_counted.Where(one => one.IsFeed == isFeed), .99).TotalMilliseconds);
        }

        return this;
    }

    /// <summary>How many operations have to be answered within a second, and whether the others may be left without an answer.</summary>
    public Judgement Answers(double least, bool mayBeSilent = false)
    {
        Add(DrillBound.AtLeast("operations answered within 1 s", ShareOf(_counted, one => one.IsAnswered && one.Took <= Prompt) * 100, least * 100, "%"));
        GivenUp();
        if (!mayBeSilent)
        {
            Add(DrillBound.None("attempts without an answer", Disturbed.Count(one => !one.IsAnswer)));
        }

        return this;
    }

    /// <summary>That each operation was answered in the end.</summary>
    public Judgement GivenUp() => Add(DrillBound.None("operations given up after a minute", _counted.Count(one => !one.IsAnswered)));

    /// <summary>That nothing was refused: what a planned change has to keep.</summary>
    /// <param name="besides">What may happen all the same; null for nothing.</param>
    public Judgement Unbroken(string? besides = null) =>
        Add(DrillBound.None($"attempts refused or without an answer{(besides is null ? "" : $", but that {besides}")}", Disturbed.Count(one => one.Reason != besides)));

    /// <summary>How long interactions may wait that were not accepted at once.</summary>
    public Judgement Acceptance(TimeSpan most)
    {
        Operation[] held = [.. _counted.Where(one => !one.IsFeed && (one.Attempts > 1 || one.Took > Prompt))];
        Figure("interactions that were not accepted at once", held.Length);
        Add(DrillBound.AtMost("such interactions, from due to accepted: p99", Percentile(held, .99).TotalSeconds, most.TotalSeconds, "s"));
        return this;
    }

    /// <summary>How long a feed may take at p99, own or marked.</summary>
    public Judgement Feeds(TimeSpan most)
    {
        Add(DrillBound.AtMost("feeds, own or marked: p99", Percentile(_counted.Where(one => one.IsFeed), .99).TotalSeconds, most.TotalSeconds, "s"));
        return this;
    }

    /// <summary>Of nothing, all.</summary>
    public static double ShareOf(IReadOnlyCollection<Operation> among, Func<Operation, bool> holds) => among.Count == 0 ? 1 : (double)among.Count(holds) / among.Count;

    public Judgement Add(DrillBound bound)
    {
        _bounds.Add(bound);
        return this;
    }

    public Judgement Figure(string name, double value)
    {
        _figures[name] = Math.Round(value, 3);
        return this;
    }

    public DrillResult Result(IDrill drill) =>
        new(drill.Name, drill.What, _bounds.TrueForAll(bound => bound.Holds), _bounds, _figures, RefusalsByReason(), observed.Events);

    // A server that has just started compiles; what it refuses meanwhile is not what was done to it.
    private IEnumerable<Refusal> Disturbed => observed.Tally.Refusals.Where(one => one.At >= observed.WarmUp);

    private DrillRefusals[] RefusalsByReason() =>
    [
        .. observed.Tally.Refusals.GroupBy(one => one.Reason).OrderBy(same => same.Key, StringComparer.Ordinal).Select(same => new DrillRefusals(
            same.Key, same.Count(), same.Count(one => one.At < observed.WarmUp), Seconds(same.Min(one => one.At)), Seconds(same.Max(one => one.At)))),
    ];

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 2);

    private long Faults(string beginning) =>
        observed.Tally.Faults.Where(fault => fault.Key.StartsWith(beginning, StringComparison.Ordinal)).Sum(fault => fault.Value);

    private static TimeSpan Percentile(IEnumerable<Operation> operations, double share) => Percentile(operations.Select(one => one.Took), share);

    /// <summary>By nearest rank; zero of nothing.</summary>
    public static TimeSpan Percentile(IEnumerable<TimeSpan> times, double share)
    {
        TimeSpan[] sorted = [.. times.Order()];
        return sorted.Length == 0 ? TimeSpan.Zero : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
