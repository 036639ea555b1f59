namespace Manidala.Engine.Retrieval;

/// <summary>What a <see cref="DeviceSearch"/> found for the queries of one batch, in memory that is used again. For one caller at a time.</summary>
/// <param name="maxQueries">Most queries of a batch; at most <see cref="DeviceSearch.MaxQueries"/>.</param>
/// <param name="rowsOfQuery">As many as the search gives.</param>
public sealed class DeviceBatch(int maxQueries, int rowsOfQuery)
{
    private readonly int[] _rows = new int[maxQueries * rowsOfQuery];
    private readonly float[] _bounds = new float[maxQueries];

    /// <summary>Most queries of a batch.</summary>
    public int MaxQueries => maxQueries;

    internal int RowsOfQuery => rowsOfQuery;

    internal Span<int> Rows => _rows;

    internal Span<float> Bounds => _bounds;

    /// <summary>What was found for a query of the last batch.</summary>
    public DeviceCandidates Of(int query) => new(_rows.AsSpan(query * rowsOfQuery, rowsOfQuery), _bounds[query]);
}
