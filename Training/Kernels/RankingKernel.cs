using System.Numerics;
using System.Runtime.Intrinsics;
using static Manidala.Training.Kernels.MatrixKernel;

namespace Manidala.Training.Kernels;

/// <summary>Ranks of one item a query among all items, by scores that exist for a few queries and items at a time.</summary>
internal sealed unsafe class RankingKernel
{
    private const int Lanes = 8;
    private const int QueriesAtOnce = 24;
    private const float Never = -1e30f;
    private const int PanelsInPart = 64;

    // Whole panels, whose scores for all queries at once stay in a core's own cache.
    private const int ItemsAtOnce = 2_048;
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
        PinnedFloats scores = _scores.Rent();
        scores.Fit(QueriesAtOnce * ItemsAtOnce);
        var asked = new Asked[QueriesAtOnce];
        for (int first = 0; first < targets.Length; first += QueriesAtOnce)
        {
            int count = Math.Min(QueriesAtOnce, targets.Length - first);
            float* rows = queries.Pointer + (first * _dimension);
            for (int row = 0; row < count; row++)
            {
                int target = targets[first + row];
                asked[row] = new Asked(target, ScoreOf(rows + (row * _dimension), target, scores.Pointer), Sorted(hidden(first + row), target));
            }

            CountAhead(Left.Of(rows, count, _dimension, _dimension), scores.Pointer, asked);
            for (int row = 0; row < count; row++)
            {
                ranks[first + row] = 1 + asked[row].Ahead;
            }
        }

        // Only pointers into their memory are used above, which the collector does not see.
        GC.KeepAlive(queries);
        GC.KeepAlive(this);
        _scores.Return(scores);
    }

    private static int[] Sorted(ReadOnlyMemory<int> hidden, int target)
    {
        int[] sorted = [.. hidden.Span];
        Array.Sort(sorted);
        return Array.IndexOf(sorted, target) < 0 ? sorted : Array.FindAll(sorted, item => item != target);
    }

    private static int CountAhead(float* scores, float* bias, int width, int target, float reached)
    {
        var least = Vector256.Create(reached);
        int ahead = 0;
        int i = 0;
        for (; i < width && i + Lanes <= target; i += Lanes)
        {
            var score = Vector256.Load(scores + i) + Vector256.Load(bias + i);
            ahead += BitOperations.PopCount(Vector256.GreaterThanOrEqual(score, least).ExtractMostSignificantBits());
        }

        for (; i < width && (i <= target || i % Lanes != 0); i++)
        {
            float score = scores[i] + bias[i];
            ahead += score > reached || (score == reached && i < target) ? 1 : 0;
        }

        for (; i < width; i += Lanes)
        {
            var score = Vector256.Load(scores + i) + Vector256.Load(bias + i);
            ahead += BitOperations.PopCount(Vector256.GreaterThan(score, least).ExtractMostSignificantBits());
        }

        return ahead;
    }

    /// <summary>The score as it comes out among those of its panel, to the last bit.</summary>
    private float ScoreOf(float* query, int item, float* scores)
    {
        int panel = item / PanelColumns * PanelColumns;
        Multiply(Left.Of(query, 1, _dimension, _dimension), _panels.Pointer + ((long)panel * _dimension), PanelColumns, scores, PanelColumns, adds: false);
        return scores[item - panel] + _bias.Pointer[item];
    }

    private void CountAhead(Left queries, float* scores, Asked[] asked)
    {
        for (int first = 0; first < _itemCount; first += ItemsAtOnce)
        {
            int width = Math.Min(ItemsAtOnce, Padded(_itemCount) - first);
            Multiply(queries, _panels.Pointer + ((long)first * _dimension), width, scores, ItemsAtOnce, adds: false);
            for (int row = 0; row < queries.Rows; row++)
            {
                ref Asked own = ref asked[row];
                float* found = scores + (row * ItemsAtOnce);
                while (own.Hidden < own.Hides.Length && own.Hides[own.Hidden] < first + width)
                {
                    found[own.Hides[own.Hidden++] - first] = Never;
                }

                own.Ahead += CountAhead(found, _bias.Pointer + first, width, own.Target - first, own.Reached);
            }
        }
    }

    /// <summary>A query's right answer, its score, and what was found on the way through the items.</summary>
    private struct Asked(int target, float reached, int[] hides)
    {
        public readonly int Target => target;

        public readonly float Reached => reached;

        /// <summary>Items that do not count, in ascending order.</summary>
        public readonly int[] Hides => hides;

        /// <summary>How many of <see cref="Hides"/> were passed.</summary>
        public int Hidden { get; set; }

        public int Ahead { get; set; }
    }
}
