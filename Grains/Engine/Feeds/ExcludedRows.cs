using Manidala.Engine.Catalog;

namespace Manidala.Engine.Feeds;

/// <summary>
/// Rows that one search must not find, as a bitset. A thread's own and empty between uses, so that a request pays for the rows that it excludes and not for
/// all that there are.
/// </summary>
internal sealed class ExcludedRows
{
    [ThreadStatic]
    private static ExcludedRows? _ofThread;

    private ulong[] _bits = [];
    private int[] _rows = new int[64];
    private int _count;

    public static ExcludedRows OfThread => _ofThread ??= new ExcludedRows();

    /// <summary>The bits of the rows added; empty where there are none.</summary>
    public ReadOnlySpan<ulong> Bits(int words) => _count == 0 ? [] : _bits.AsSpan(0, words);

    public void Add(int row, int words)
    {
        if (_bits.Length < words)
        {
            Array.Resize(ref _bits, words);
        }

        if (_count == _rows.Length)
        {
            Array.Resize(ref _rows, 2 * _count);
        }

        _rows[_count++] = row;
        Bitset.Add(_bits, row);
    }

    public void Clear()
    {
        foreach (int row in _rows.AsSpan(0, _count))
        {
            Bitset.Remove(_bits, row);
        }

        _count = 0;
    }
}
