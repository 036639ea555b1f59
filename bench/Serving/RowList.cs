using Manidala.Bench.Serving.Rows;

namespace Manidala.Bench.Serving;

/// <summary>The rows that there are, in the order in which they run.</summary>
internal static class RowList
{
    private const string Retrieval = "retrieval";
    private static readonly string[] AskedFor = ["peers", "growth"];

    // Mixed before click, which takes its rate from it.
    private static readonly IBenchRow[] Serving =
    [
        new StartRow(), new FeedsRow(), new TwoProcessesRow(), new MixedRow(), new ClickRow(), new DurableRow(), new ColdRow(), new MemoryRow(), new BatchingRow(), new PeersRow(), new GrowthRow(),
    ];

    public static IReadOnlyList<string> Names { get; } = [Retrieval, .. Serving.Select(row => row.Name)];

    public static string[] Split(string names) => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Those that are named; without names all but the ones that have to be asked for.</summary>
    /// <param name="retrieval">That row, which has options of its own.</param>
    public static IReadOnlyList<IBenchRow> Choose(string? names, bool withPeers, bool withGrowth, IBenchRow retrieval)
    {
        string[] wanted = names is null
            ? [.. Names.Where(name => !AskedFor.Contains(name)), .. withPeers ? ["peers"] : Array.Empty<string>(), .. withGrowth ? ["growth"] : Array.Empty<string>()]
            : Split(names);
        return [.. Serving.Prepend(retrieval).Where(row => wanted.Contains(row.Name))];
    }
}
