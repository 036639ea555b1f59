using System.Runtime.Intrinsics;
using static Manidala.Training.Kernels.MatrixKernel;

namespace Manidala.Training.Kernels;

/// <summary>Ranks of one item a query among all items, by scores that exist for a few queries at a time.</summary>
internal sealed unsafe class RankingKernel
{
    private const int Lanes = 8;
    private const int QueriesAtOnce = 24;
    private const float Never = -1e30f;
    private const int PanelsInPart = 64;
    private readonly int _itemCount;
    private readonly int _dimension;
    private readonly PinnedFloats _panels;
    private readonly PinnedFloats _bias;
    private readonly ScratchPool<PinnedFloats> _scores = new();

    public RankingKernel(int itemCount, int dimension)
    {
        _itemCount = itemCount;
        _dimension = dimension;
        _panels = new PinnedFloats(dimension * Padded(itemCount));
        _bias = new PinnedFloats(Padded(itemCount));
        _bias.Span[itemCount..].Fill(Never);
    }

    /// <summary>Takes a copy of what to rank by. Not while another thread ranks.</summary>
    /// <param name="embeddings">[items, dimension].</param>
    /// <param name="bias">[items].</param>
    public void Refresh(float* embeddings, float* bias)
    {
        const int ItemsInPart = PanelsInPart * PanelColumns;
        Parallel.For(0, (_itemCount + ItemsInPart - 1) / ItemsInPart, part =>
        {
            int first = part * ItemsInPart;
            int count = Math.Min(ItemsInPart, _itemCount - first);
            PackTransposed(embeddings + ((long)first * _dimension), _dimension, count, _dimension, _panels.Pointer + ((long)first * _dimension));
        });
        new ReadOnlySpan<float>(bias, _itemCount).CopyTo(_bias.Span);
    }

    /// <summary>Ranks from 1; of equal scores the lower item goes first. Thread-safe.</summary>
    /// <param name="queries">Row by row.</param>
    /// <param name="targets">One a query.</param>
    /// <param name="hidden">Items that do not count for a query; the target always counts.</param>
    public void Rank(PinnedFloats queries, ReadOnlySpan<int> targets, Func<int, ReadOnlyMemory<int>> hidden, Span<int> ranks)
    {
        int width = Padded(_itemCount);
        PinnedFloats scores = _scores.Rent();
        scores.Fit(QueriesAtOnce * width);
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
        GC.KeepAlive(this);
        _scores.Return(scores);
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
