using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Manidala.Engine.Retrieval;

/// <summary>Which lists to look into for a query: those whose rows' mean score is high, or can be since their rows lie far apart.</summary>
internal sealed class ListIndex
{
    private const int Buckets = 256;

    // By how many standard deviations a list's best rows lie above its mean, about: measured on items of Beauty and Yoochoose scaled up, flat from 1 to 2.
    private const float Deviations = 1.5f;

    private readonly ItemVectors _vectors;
    private readonly QuantizedRows _means;

    // The variances of a list's rows in a direction and of their biases, and how many there are; padded to whole blocks.
    private readonly float[] _variances;
    private readonly float[] _biasVariances;
    private readonly int[] _rooms;

    /// <param name="means">Of each list's rows, with their mean bias.</param>
    public ListIndex(ItemVectors means, float[] variances, float[] biasVariances, CodedLists lists)
    {
        Count = means.Count;
        _vectors = means;
        _means = new QuantizedRows(means);
        _variances = new float[_means.BlockCount * QuantizedRows.RowsPerBlock];
        _biasVariances = new float[_variances.Length];
        variances.CopyTo(_variances, 0);
        biasVariances.CopyTo(_biasVariances, 0);
        _rooms = [.. Enumerable.Range(0, means.Count).Select(lists.RoomOf)];
    }

    public static ListIndex Read(ref IndexFileReader file, int dimension, CodedLists lists)
    {
        float[] means = file.ReadMany<float>();
        float[] biases = file.ReadMany<float>();
        float[] variances = file.ReadMany<float>();
        float[] biasVariances = file.ReadMany<float>();
        IndexFileReader.RefuseUnless(
            means.Length == (long)lists.Count * dimension && biases.Length == lists.Count && variances.Length == lists.Count && biasVariances.Length == lists.Count,
            $"{means.Length} numbers are no means of {lists.Count} lists");
        return new ListIndex(new ItemVectors(means, biases, dimension), variances, biasVariances, lists);
    }

    public void Write(IndexFileWriter file)
    {
        float[] means = [.. Enumerable.Range(0, Count).SelectMany(list => _vectors.Vector(list).ToArray())];
        file.WriteMany<float>(means);
        file.WriteMany(_vectors.Biases);
        file.WriteMany<float>(_variances.AsSpan(0, Count));
        file.WriteMany<float>(_biasVariances.AsSpan(0, Count));
    }

    public int Count { get; }

    /// <summary>Room for the scores that <see cref="Choose"/> writes.</summary>
    public int ScoresRoom => _variances.Length;

    /// <summary>Writes the most promising lists, in about their order, until they hold so many rows; answers how many lists.</summary>
    /// <param name="means">Receives the score of every list's mean, about.</param>
    /// <param name="hopes">Receives what every list is chosen by.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Choose<TKernel>(ReadOnlySpan<float> query, int rows, Span<float> means, Span<float> hopes, Span<int> chosen)
        where TKernel : struct, IBlockKernel
    {
        ScoreAll<TKernel>(query, means, hopes);
        ReadOnlySpan<float> scored = hopes[..Count];
        float highest = TensorPrimitives.Max(scored);
        float lowest = TensorPrimitives.Min(scored);
        float perUnit = (Buckets - 1) / (highest - lowest);
        if (!float.IsFinite(perUnit))
        {
            perUnit = 0; // Hopes that are equal, or so near that nothing tells them apart.
        }

        Span<int> rowsOfBucket = stackalloc int[Buckets];
        Span<int> listsOfBucket = stackalloc int[Buckets];
        rowsOfBucket.Clear();
        listsOfBucket.Clear();
        for (int list = 0; list < scored.Length; list++)
        {
            int bucket = (int)((highest - scored[list]) * perUnit);
            rowsOfBucket[bucket] += _rooms[list];
            listsOfBucket[bucket]++;
        }

        int taken = 0;
        int end = 0;
        for (int held = 0; end < Buckets && held < rows; end++)
        {
            held += rowsOfBucket[end];
            (listsOfBucket[end], taken) = (taken, taken + listsOfBucket[end]);
        }

        for (int list = 0; list < scored.Length; list++)
        {
            int bucket = (int)((highest - scored[list]) * perUnit);
            if (bucket < end)
            {
                chosen[listsOfBucket[bucket]++] = list;
            }
        }

        return taken;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScoreAll<TKernel>(ReadOnlySpan<float> query, Span<float> means, Span<float> hopes)
        where TKernel : struct, IBlockKernel
    {
        Span<int> quads = stackalloc int[_means.QuadsPerRow];
        Span<int> sums = stackalloc int[QuantizedRows.RowsPerBlock];
        var quantized = new QuantizedQuery(query, quads, rowError: 0);
        float squares = TensorPrimitives.SumOfSquares(query);
        for (int block = 0; block < _means.BlockCount; block++)
        {
            ref sbyte start = ref _means.Block(block);
            TKernel.Sum(ref start, ref MemoryMarshal.GetReference(quads), quads.Length, ref MemoryMarshal.GetReference(sums));
            int first = block * QuantizedRows.RowsPerBlock;
            for (int half = 0; half < QuantizedRows.RowsPerBlock; half += Vector256<float>.Count)
            {
                ref float numbers = ref Unsafe.Add(ref _means.Numbers(ref start), half);
                Vector256<int> sum = Vector256.LoadUnsafe(ref sums[half]) - Vector256.LoadUnsafe(ref numbers, QuantizedRows.OffsetsAt).AsInt32();
                Vector256<float> score = Vector256.ConvertToSingle(sum) * (Vector256.LoadUnsafe(ref numbers) * quantized.Step);
                Vector256<float> variance = (Vector256.LoadUnsafe(ref _variances[first + half]) * squares) + Vector256.LoadUnsafe(ref _biasVariances[first + half]);
                score += Vector256.LoadUnsafe(ref numbers, QuantizedRows.BiasesAt);
                score.StoreUnsafe(ref means[first + half]);
                (score + (Vector256.Sqrt(variance) * Deviations)).StoreUnsafe(ref hopes[first + half]);
            }
        }
    }
}
