using System.Runtime.InteropServices;
using Manidala.Engine.Devices;
using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// Searches all items for many queries at once, on a device that holds them. What it finds is by products of 16-bit floats; <see cref="DeviceCandidates"/>
/// makes exact answers of it. Thread-safe; batches run one after the other.
/// </summary>
public sealed class DeviceSearch : IDisposable
{
    /// <summary>Most queries of a batch.</summary>
    public const int MaxQueries = 1024;

    /// <summary>Most rows for a query: the graph's choices by radix sort so many at a time.</summary>
    public const int MaxRows = 512;

    // Scores that may lie on the device at the same time: 4 GiB, twice that while they are compared.
    private const long MostScores = 1L << 31;

    private readonly Lock _gate = new();
    private readonly DeviceItems _layout;
    private readonly DeviceCall _call;
    private readonly DeviceQuery[] _queries;
    private bool _isDisposed;

    /// <param name="rows">Found for each query, more than are wanted: some fall to filters, and the last of them say what the others are below.</param>
    /// <param name="threads">Of a run on the CPU.</param>
    /// <exception cref="InvalidOperationException">The provider is not available, or its memory does not hold the items; the message says which.</exception>
    public DeviceSearch(ItemVectors items, ProviderChoice provider, int rows = 256, int threads = 1)
        : this(items, provider, rows, threads, MostScores)
    {
    }

    internal DeviceSearch(ItemVectors items, ProviderChoice provider, int rows, int threads, long mostScores)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, MaxRows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        Items = items;
        _layout = new DeviceItems(items);
        long together = mostScores / ((long)_layout.Places * DeviceGraph.Slices);
        _queries = new DeviceQuery[Math.Clamp(together, 1, MaxQueries)];
        _call = new DeviceCall(_layout, provider, rows, threads, _queries.Length);
        if (_call.IsOnDevice)
        {
            Array.Clear(_layout.Slices);
        }
    }

    /// <summary>What is searched.</summary>
    public ItemVectors Items { get; }

    /// <summary>Whether they lie elsewhere than in this process's memory.</summary>
    public bool IsOnDevice => _call.IsOnDevice;

    /// <summary>How many rows a query gets.</summary>
    public int RowsOfQuery => _call.Wanted;

    /// <summary>What the items take on the device, in bytes.</summary>
    public long Bytes => (long)_layout.Places * DeviceGraph.Slices * _layout.Width * sizeof(ushort);

    /// <summary>Memory for results.</summary>
    public DeviceBatch NewBatch(int maxQueries) => new(maxQueries, RowsOfQuery);

    /// <summary>Looks for the best rows of each query and returns how many queries there were.</summary>
    /// <param name="queries">One behind the other.</param>
    /// <param name="found">Of <see cref="NewBatch"/>, with room for all of them.</param>
    /// <exception cref="ArgumentException">The numbers are not whole queries, not finite, or more than there is room for.</exception>
    public int Run(ReadOnlySpan<float> queries, DeviceBatch found)
    {
        int count = queries.Length / Items.Dimension;
        if (count > Math.Min(MaxQueries, found.MaxQueries) || found.RowsOfQuery != RowsOfQuery)
        {
            throw new ArgumentException($"{count} queries and {found.MaxQueries} times room for {found.RowsOfQuery} rows; expected at most {MaxQueries}, and room for {RowsOfQuery}.", nameof(found));
        }

        RowRules.CheckQueries(queries, Items.Dimension, count, found.Rows.Length / found.MaxQueries * count);
        if (count == 0)
        {
            return 0;
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            for (int first = 0; first < count; first += _queries.Length)
            {
                int some = Math.Min(_queries.Length, count - first);
                Write(queries.Slice(first * Items.Dimension, some * Items.Dimension), some);
                _call.Run(some);
                Read(some, found.Rows[(first * RowsOfQuery)..], found.Bounds[first..]);
            }
        }

        return count;
    }

    /// <summary>Runs the graph again on the last batch as it lies there, and nothing else: what ONNX Runtime alone takes.</summary>
    /// <param name="queries">As many as the last batch had, or fewer.</param>
    public void RunGraphAlone(int queries)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(queries);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(queries, MaxQueries);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            for (int first = 0; first < queries; first += _queries.Length)
            {
                _call.Run(Math.Min(_queries.Length, queries - first));
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _call.Dispose();
            }
        }
    }

    private void Write(ReadOnlySpan<float> queries, int count)
    {
        Span<Half> held = MemoryMarshal.Cast<Float16, Half>(_call.Queries);
        for (int query = 0; query < count; query++)
        {
            _queries[query] = DeviceQuery.Write(queries.Slice(query * Items.Dimension, Items.Dimension), _layout, held.Slice(query * _layout.Width, _layout.Width));
        }
    }

    private void Read(int count, Span<int> foundRows, Span<float> bounds)
    {
        int rows = RowsOfQuery;
        _call.Rows[..(count * rows)].CopyTo(foundRows);
        bool areGroupsLeft = _call.Groups < _layout.Places;
        bool areRowsLeft = rows < _call.Groups * DeviceGraph.Slices;
        for (int query = 0; query < count; query++)
        {
            float highest = Math.Max(
                areGroupsLeft ? _call.Least[query] : float.NegativeInfinity,
                areRowsLeft ? _call.Scores[(query * rows) + rows - 1] : float.NegativeInfinity);
            bounds[query] = _queries[query].BoundOf(highest);
        }
    }
}
