using System.Numerics.Tensors;

namespace Manidala.Training.Evaluation;

/// <summary>What lists are like beside their hits, at several lengths: which items they show, how popular and how alike those are. Not thread-safe.</summary>
internal sealed class ListStatistics(IReadOnlyList<int> lengths, int items, ItemStatistics? popularity, IListSpace? embeddings, IListSpace? categories)
{
    private readonly int[] _shownAt = Filled(items);
    private readonly Sums[] _sums = [.. lengths.Select(_ => new Sums())];
    private readonly float[] _embedding = new float[embeddings?.Dimension ?? 0];
    private readonly float[] _category = new float[categories?.Dimension ?? 0];

    /// <param name="list">Rows, best first; at most as long as the longest length.</param>
    public void Add(ReadOnlySpan<int> list)
    {
        Array.Clear(_embedding);
        Array.Clear(_category);
        var one = new Sums();
        int withEmbedding = 0;
        int withCategory = 0;
        int place = 0;
        for (int at = 0; at < lengths.Count; at++)
        {
            for (; place < Math.Min(lengths[at], list.Length); place++)
            {
                int item = list[place];
                _shownAt[item] = Math.Min(_shownAt[item], at);
                one.AddItem(item, popularity);
                withEmbedding += embeddings?.TryAdd(item, _embedding) == true ? 1 : 0;
                withCategory += categories?.TryAdd(item, _category) == true ? 1 : 0;
            }

            _sums[at].Add(one);
            _sums[at].Embeddings.Add(_embedding, withEmbedding);
            _sums[at].Categories.Add(_category, withCategory);
        }
    }

    /// <param name="candidates">How many items the ranker can show.</param>
    public ListMetrics At(int length, int candidates)
    {
        int at = lengths.ToList().IndexOf(length);
        Sums sums = _sums[at];
        double? Mean(double sum) => popularity is null || sums.Items == 0 ? null : sum / sums.Items;
        return new ListMetrics(
            (double)_shownAt.Count(first => first <= at) / candidates,
            Mean(sums.Novelty),
            Mean(sums.Popularity),
            Mean(sums.Percentile),
            sums.Embeddings.Mean,
            sums.Categories.Mean,
            popularity is null || sums.Items == 0 ? [] : [.. sums.Slices.Select(count => (double)count / sums.Items)]);
    }

    private static int[] Filled(int items)
    {
        int[] shownAt = new int[items];
        Array.Fill(shownAt, int.MaxValue);
        return shownAt;
    }

    private sealed class Sums
    {
        public long Items { get; private set; }

        public double Novelty { get; private set; }

        public double Popularity { get; private set; }

        public double Percentile { get; private set; }

        public long[] Slices { get; } = new long[ItemStatistics.SliceNames.Count];

        public DiversitySum Embeddings { get; } = new();

        public DiversitySum Categories { get; } = new();

        public void AddItem(int item, ItemStatistics? popularity)
        {
            Items++;
            if (popularity is not null)
            {
                Novelty += popularity.Novelty(item);
                Popularity += popularity.Popularity(item);
                Percentile += popularity.Percentile(item);
                Slices[popularity.Slice(item)]++;
            }
        }

        public void Add(Sums other)
        {
            Items += other.Items;
            Novelty += other.Novelty;
            Popularity += other.Popularity;
            Percentile += other.Percentile;
            for (int slice = 0; slice < Slices.Length; slice++)
            {
                Slices[slice] += other.Slices[slice];
            }
        }
    }

    private sealed class DiversitySum
    {
        private double _sum;
        private long _lists;

        /// <summary>Null where no list had two items with a vector.</summary>
        public double? Mean => _lists == 0 ? null : _sum / _lists;

        public void Add(ReadOnlySpan<float> vectors, int count)
        {
            if (count > 1)
            {
                // The squared length of the sum holds the cosine of every pair twice, and every vector once with itself.
                _sum += 1 - ((TensorPrimitives.SumOfSquares(vectors) - count) / ((double)count * (count - 1)));
                _lists++;
            }
        }
    }
}
