using System.Buffers;
using System.Collections;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Manidala.Engine.Catalog;

/// <summary>Ids in the order of their rows, and the row of each, as UTF-8 in one piece: a quarter of what strings and a dictionary of them take. Immutable.</summary>
public sealed class ItemIds : IReadOnlyList<string>
{
    private const int StackBytes = 512;
    private const int BytesOfChar = 3;

    private readonly byte[] _texts;
    private readonly int[] _ends;

    // Rows from 1, since 0 is an empty place.
    private readonly int[] _places;

    internal ItemIds(byte[] texts, int[] ends)
    {
        _texts = texts;
        _ends = ends;
        _places = new int[checked((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, ends.Length)) * 2)];
        FirstRepeated = -1;
        for (int row = 0; row < ends.Length; row++)
        {
            int place = PlaceOf(Utf8Of(row));
            FirstRepeated = _places[place] != 0 && FirstRepeated < 0 ? row : FirstRepeated;
            _places[place] = row + 1;
        }
    }

    public int Count => _ends.Length;

    /// <summary>The first row whose id stands before it already; -1 for none.</summary>
    internal int FirstRepeated { get; }

    public string this[int row] => Encoding.UTF8.GetString(Utf8Of(row));

    /// <summary>The row of an id; false where there is none.</summary>
    public bool TryGetRow(string id, out int row)
    {
        ArgumentNullException.ThrowIfNull(id);
        int most = id.Length * BytesOfChar;
        Span<byte> utf8 = most <= StackBytes ? stackalloc byte[StackBytes] : new byte[most];

        // What is no text is no id.
        row = Utf8.FromUtf16(id, utf8, out _, out int written, replaceInvalidSequences: false) == OperationStatus.Done
            ? _places[PlaceOf(utf8[..written])] - 1
            : -1;
        return row >= 0;
    }

    public IEnumerator<string> GetEnumerator()
    {
        for (int row = 0; row < Count; row++)
        {
            yield return this[row];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ReadOnlySpan<byte> Utf8Of(int row) => _texts.AsSpan((row == 0 ? 0 : _ends[row - 1])..(_ends[row]));

    private int PlaceOf(ReadOnlySpan<byte> id)
    {
        int mask = _places.Length - 1;
        var hash = default(HashCode);
        hash.AddBytes(id);
        int place = hash.ToHashCode() & mask;
        while (_places[place] is var found and not 0 && !Utf8Of(found - 1).SequenceEqual(id))
        {
            place = (place + 1) & mask;
        }

        return place;
    }
}
