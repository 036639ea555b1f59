using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>How popular items are before the test.</summary>
internal sealed class ItemStatistics
{
    /// <summary>Slices of items by the share of interactions that they and all more popular ones hold: a third each, and those never met.</summary>
    public static readonly IReadOnlyList<string> SliceNames = ["head", "torso", "tail", "never in training"];

    private readonly int[] _counts;
    private readonly float[] _percentiles;
    private readonly float[] _novelty;
    private readonly byte[] _slices;

    public ItemStatistics(Dataset known)
    {
        int items = known.ItemIds.Count;
        _counts = new int[items];
        long total = 0;
        foreach (UserSequence user in known.Users)
        {
            foreach (int item in user.Items.Span)
            {
                _counts[item]++;
                total++;
            }
        }

        // One interaction is added to every item, so that one never met has a finite surprise.
        _novelty = Array.ConvertAll(_counts, count => (float)-Math.Log2((count + 1.0) / (total + items)));
        int[] byPopularity = [.. Enumerable.Range(0, items).OrderByDescending(item => _counts[item]).ThenBy(item => item)];
        _percentiles = Percentiles(byPopularity);
        _slices = Slices(byPopularity, total);
    }

    public int Popularity(int item) => _counts[item];

    /// <summary>Share of the items that are less popular, those of equal popularity counted half: 1 for the most popular, 0 for the least.</summary>
    public float Percentile(int item) => _percentiles[item];

    /// <summary>How surprising it is to meet the item, in bits.</summary>
    public float Novelty(int item) => _novelty[item];

    /// <summary>Its place in <see cref="SliceNames"/>.</summary>
    public int Slice(int item) => _slices[item];

    private float[] Percentiles(int[] byPopularity)
    {
        float[] percentiles = new float[byPopularity.Length];
        for (int first = 0; first < byPopularity.Length;)
        {
            int end = first;
            while (end < byPopularity.Length && _counts[byPopularity[end]] == _counts[byPopularity[first]])
            {
                end++;
            }

            double less = byPopularity.Length - end + ((end - first - 1) / 2.0);
            foreach (int item in byPopularity.AsSpan(first, end - first))
            {
                percentiles[item] = (float)(less / Math.Max(1, byPopularity.Length - 1));
            }

            first = end;
        }

        return percentiles;
    }

    private byte[] Slices(int[] byPopularity, long total)
    {
        byte[] slices = new byte[byPopularity.Length];
        long before = 0;
        foreach (int item in byPopularity)
        {
            slices[item] = (byte)(_counts[item] == 0 ? 3 : Math.Min(2, before * 3 / total));
            before += _counts[item];
        }

        return slices;
    }
}
