using System.Globalization;

namespace Manidala.Training.Evaluation;

/// <summary>Parts the cases by what is known of the user and of the target.</summary>
internal static class Slices
{
    // The longest history of each slice; the last one is open.
    private static readonly int[] LongestHistories = [1, 2, 5, 10, 20, 50, 100, 200, int.MaxValue];

    /// <summary>By how many items the history has; slices without a case are left out.</summary>
    public static IReadOnlyList<SliceResult> ByActivity(CaseResults results, int depth)
    {
        var sums = new SliceSums(LongestHistories.Length);
        for (int test = 0; test < results.Cases.Count; test++)
        {
            int length = results.Cases[test].History.Items.Length;
            sums.Add(Array.FindIndex(LongestHistories, longest => length <= longest), HitMetrics.At(depth, results.Ranks(test)));
        }

        return sums.Describe(ActivityName);
    }

    /// <summary>By the target's popularity, each target of a case for itself.</summary>
    public static IReadOnlyList<SliceResult> ByPopularity(CaseResults results, ItemStatistics popularity, int depth)
    {
        var sums = new SliceSums(ItemStatistics.SliceNames.Count);
        for (int test = 0; test < results.Cases.Count; test++)
        {
            ReadOnlySpan<int> ranks = results.Ranks(test);
            ReadOnlySpan<int> targets = results.Cases[test].Targets.Span;
            for (int target = 0; target < ranks.Length; target++)
            {
                sums.Add(popularity.Slice(targets[target]), HitMetrics.At(depth, ranks.Slice(target, 1)));
            }
        }

        return sums.Describe(slice => ItemStatistics.SliceNames[slice]);
    }

    /// <summary>How many of the targets each slice of popularity has.</summary>
    public static IReadOnlyList<double> TargetShares(IReadOnlyList<TestCase> cases, ItemStatistics popularity)
    {
        double[] shares = new double[ItemStatistics.SliceNames.Count];
        foreach (TestCase test in cases)
        {
            foreach (int target in test.Targets.Span)
            {
                shares[popularity.Slice(target)]++;
            }
        }

        double all = shares.Sum();
        return Array.ConvertAll(shares, share => share / all);
    }

    private static string ActivityName(int slice)
    {
        int shortest = slice == 0 ? 0 : LongestHistories[slice - 1] + 1;
        int longest = LongestHistories[slice];
        return longest == int.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"over {shortest - 1}")
            : longest <= 2
                ? longest.ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{shortest}-{longest}");
    }

    private sealed class SliceSums(int slices)
    {
        private readonly HitMetrics[] _sums = new HitMetrics[slices];
        private readonly int[] _counts = new int[slices];

        public void Add(int slice, HitMetrics hits)
        {
            _sums[slice] += hits;
            _counts[slice]++;
        }

        public IReadOnlyList<SliceResult> Describe(Func<int, string> name) =>
        [
            .. Enumerable.Range(0, _sums.Length)
                .Where(slice => _counts[slice] > 0)
                .Select(slice => new SliceResult(name(slice), _counts[slice], _sums[slice] / _counts[slice])),
        ];
    }
}
