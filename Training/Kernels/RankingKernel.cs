using System.Runtime.Intrinsics;
using static Manidala.Training.Kernels.MatrixKernel;

namespace Manidala.Training.Kernels;

/// <summary>Ranks of one item a query among all items, by scores that exist for a few queries at a time. One a model's weights; for one thread a scratch.</summary>
internal sealed unsafe class RankingKernel
{
    private const int Lanes = 8;
    private const int QueriesAtOnce = 24;
    private const float Never = -1e30f;
    private readonly int _itemCount;
    private readonly int _dimension;
    private readonly PinnedFloats _panels = new();
    private readonly PinnedFloats _bias = new();

    public RankingKernel(float* embeddings, float* bias, int itemCount, int dimension)
    {
        _itemCount = itemCount;
        _dimension = dimension;
        PackTransposed(embeddings, dimension, itemCount, dimension, _panels.AtLeast(dimension * Padded(itemCount)));
        _ = _bias.AtLeast(Padded(itemCount));
        new ReadOnlySpan<float>(bias, itemCount).CopyTo(_bias.Span);
        _bias.Span[itemCount..].Fill(Never);
    }

    /// <summary>Ranks from 1; of equal scores the lower item goes first.</summary>
    /// <param name="queries">Row by row.</param>
    /// <param name="targets">One a query.</param>
    /// <param name="hidden">Items that do not count for a query; the target always counts.</param>
    public void Rank(PinnedFloats queries, ReadOnlySpan<int> targets, Func<int, ReadOnlyMemory<int>> hidden, Span<int> ranks)
    {
        int width = Padded(_itemCount);
        var scores = new PinnedFloats(QueriesAtOnce * width);
        for (int first = 0; first < targets.Length; first += QueriesAtOnce)
        {
            int count = Math.Min(QueriesAtOnce, targets.Length - first);
            Multiply(Left.Of(queries.Pointer + (first * _dimension), count, _dimension, _dimension), _panels.Pointer, _itemCount, scores.Pointer, width, adds: false);
            for (int row = 0; row < count; row++)
            {
                float* own = scores.Pointer + ((long)row * width);
                RowKernels.Add(_bias.Pointer, width, own);
                int target = targets[first + row];
                float reached = own[target];
                foreach (int item in hidden(first + row).Span)
                {
                    own[item] = item == target ? reached : Never;
                }

                ranks[first + row] = RankOf(own, width, target, reached);
            }
        }

        // Only pointers into their memory are used above, which the collector does not see.
        GC.KeepAlive(queries);
        GC.KeepAlive(scores);
        GC.KeepAlive(this);
    }

    private static int RankOf(float* scores, int width, int target, float reached)
    {
        var least = Vector256.Create(reached);
        int ahead = 1;
        int i = 0;
        for (; i + Lanes <= target; i += Lanes)
        {
            ahead += System.Numerics.BitOperations.PopCount(Vector256.GreaterThanOrEqual(Vector256.Load(scores + i), least).ExtractMostSignificantBits());
        }

        for (; i < width && (i <= target || i % Lanes != 0); i++)
        {
            ahead += scores[i] > reached || (scores[i] == reached && i < target) ? 1 : 0;
        }

        for (; i < width; i += Lanes)
        {
            ahead += System.Numerics.BitOperations.PopCount(Vector256.GreaterThan(Vector256.Load(scores + i), least).ExtractMostSignificantBits());
        }

        return ahead;
    }
}
