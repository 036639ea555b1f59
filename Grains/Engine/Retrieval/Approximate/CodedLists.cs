using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Manidala.Engine.Retrieval;

/// <summary>The rows of all lists as 4-bit codes, list by list in blocks of 32; the last block of a list is filled up with rows that do not exist.</summary>
internal sealed class CodedLists
{
    public const int RowsPerBlock = 32;
    public const int NoRow = -1;

    private const int PrefetchedBytes = 256;

    private readonly byte[] _codes;
    private readonly int[] _rows;
    private readonly int[] _firstBlocks;

    public CodedLists(int[] listOfRow, float[] centroids, ItemVectors vectors, ResidualCodebook book, ParallelOptions parallel)
    {
        int[] counts = new int[centroids.Length / book.Subspaces.Numbers];
        foreach (int list in listOfRow)
        {
            counts[list]++;
        }

        _firstBlocks = new int[counts.Length + 1];
        for (int list = 0; list < counts.Length; list++)
        {
            _firstBlocks[list + 1] = _firstBlocks[list] + ((counts[list] + RowsPerBlock - 1) / RowsPerBlock);
        }

        Groups = book.Subspaces.Count / Subspaces.Group;
        _rows = new int[_firstBlocks[^1] * RowsPerBlock];
        _codes = new byte[checked(_firstBlocks[^1] * BlockBytes)];
        Array.Fill(_rows, NoRow);
        int[] next = [.. _firstBlocks.Take(counts.Length).Select(block => block * RowsPerBlock)];
        for (int row = 0; row < listOfRow.Length; row++)
        {
            _rows[next[listOfRow[row]]++] = row;
        }

        Parallel.For(0, counts.Length, parallel, list => Encode(list, centroids.AsSpan(list * book.Subspaces.Numbers, book.Subspaces.Numbers), vectors, book));
    }

    private CodedLists(int groups, int[] firstBlocks, int[] rows, byte[] codes)
    {
        Groups = groups;
        _firstBlocks = firstBlocks;
        _rows = rows;
        _codes = codes;
    }

    public int Groups { get; }

    /// <summary>How many lists there are.</summary>
    public int Count => _firstBlocks.Length - 1;

    public int BlockBytes => Groups * 2 * RowsPerBlock;

    public long Bytes => _codes.LongLength + (_rows.LongLength * sizeof(int));

    public static CodedLists Read(ref IndexFileReader file, Subspaces subspaces, int count)
    {
        int[] firstBlocks = file.ReadMany<int>();
        var lists = new CodedLists(subspaces.Count / Subspaces.Group, firstBlocks, file.ReadMany<int>(), file.ReadMany<byte>());
        bool isOrdered = firstBlocks.Length > 0 && firstBlocks[0] == 0 && firstBlocks.AsSpan(1).SequenceEqual([.. firstBlocks.Skip(1).Order()]);
        IndexFileReader.RefuseUnless(
            isOrdered && lists._rows.Length == firstBlocks[^1] * RowsPerBlock && lists._codes.LongLength == (long)firstBlocks[^1] * lists.BlockBytes,
            $"{lists._rows.Length} rows and {lists._codes.Length} bytes of codes do not fill the lists");

        // Rows are looked up without a check.
        IndexFileReader.RefuseUnless(
            lists._rows.All(row => row >= NoRow && row < count) && lists._rows.Count(row => row != NoRow) == count, $"its lists do not hold {count} rows");
        return lists;
    }

    public void Write(IndexFileWriter file)
    {
        file.WriteMany<int>(_firstBlocks);
        file.WriteMany<int>(_rows);
        file.WriteMany<byte>(_codes);
    }

    public int FirstBlock(int list) => _firstBlocks[list];

    /// <summary>Rows of a list, those that do not exist included.</summary>
    public int RoomOf(int list) => (_firstBlocks[list + 1] - _firstBlocks[list]) * RowsPerBlock;

    public ref byte Block(int block) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_codes), (nint)block * BlockBytes);

    public ReadOnlySpan<int> Rows(int block) => _rows.AsSpan(block * RowsPerBlock, RowsPerBlock);

    /// <summary>Asks for the beginning of a list that will be read soon; the processor sees by itself how it goes on.</summary>
    public void Prefetch(int list)
    {
        if (_firstBlocks[list] < _firstBlocks[list + 1])
        {
            MemoryPrefetch.Ask(ref Block(_firstBlocks[list]), PrefetchedBytes);
        }
    }

    /// <summary>Where a kernel writes the sum of a block's row.</summary>
    public static int PlaceOfSum(int row) => (row >> 1) + ((row & 1) * (RowsPerBlock / 2));

    private void Encode(int list, ReadOnlySpan<float> centroid, ItemVectors vectors, ResidualCodebook book)
    {
        Span<float> residual = stackalloc float[book.Subspaces.Numbers];
        Span<byte> codes = stackalloc byte[book.Subspaces.Count];
        codes.Clear();
        for (int block = _firstBlocks[list]; block < _firstBlocks[list + 1]; block++)
        {
            ReadOnlySpan<int> rows = Rows(block);
            ref byte start = ref Block(block);
            for (int lane = 0; lane < RowsPerBlock && rows[lane] != NoRow; lane++)
            {
                Residual(rows[lane], centroid, vectors, residual);
                book.Encode(residual, codes);
                for (int piece = 0; piece < codes.Length; piece++)
                {
                    Unsafe.Add(ref start, (piece / 2 * RowsPerBlock) + lane) |= (byte)(codes[piece] << (piece % 2 * 4));
                }
            }
        }
    }

    public static void Residual(int row, ReadOnlySpan<float> centroid, ItemVectors vectors, Span<float> residual)
    {
        ReadOnlySpan<float> vector = vectors.Vector(row);
        for (int i = 0; i < vector.Length; i++)
        {
            residual[i] = vector[i] - centroid[i];
        }

        residual[vector.Length] = vectors.Biases[row] - centroid[vector.Length];
    }
}
