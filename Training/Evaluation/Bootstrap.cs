using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>
/// 95 % intervals by resampling users or sessions with a fixed seed: the cases of one session are no independent draws, so that groups are drawn whole.
/// </summary>
internal sealed class Bootstrap
{
    public const ulong Seed = 7;
    private const int Resamples = 1_000;

    // With this many groups the interval is narrow, and its own noise of no matter.
    private const int ManyGroups = 200_000;
    private const int ResamplesOfMany = 200;

    private readonly int[] _groupOfCase;
    private readonly int[] _casesOfGroup;

    public Bootstrap(IReadOnlyList<TestCase> cases)
    {
        var numbers = new Dictionary<int, int>();
        _groupOfCase = new int[cases.Count];
        for (int test = 0; test < cases.Count; test++)
        {
            if (!numbers.TryGetValue(cases[test].Group, out int number))
            {
                number = numbers.Count;
                numbers.Add(cases[test].Group, number);
            }

            _groupOfCase[test] = number;
        }

        _casesOfGroup = new int[numbers.Count];
        foreach (int group in _groupOfCase)
        {
            _casesOfGroup[group]++;
        }
    }

    /// <param name="values">One a case.</param>
    public Interval Of(double[] values)
    {
        double[] sums = new double[_casesOfGroup.Length];
        for (int test = 0; test < values.Length; test++)
        {
            sums[_groupOfCase[test]] += values[test];
        }

        double[] means = new double[sums.Length > ManyGroups ? ResamplesOfMany : Resamples];
        Parallel.For(0, means.Length, sample => means[sample] = MeanOf(sums, new SeededRandom(Seed + ((ulong)sample << 32))));
        Array.Sort(means);
        return new Interval(means[(int)(means.Length * 0.025)], means[(int)(means.Length * 0.975)]);
    }

    private double MeanOf(double[] sums, SeededRandom random)
    {
        double sum = 0;
        long count = 0;
        for (int draw = 0; draw < sums.Length; draw++)
        {
            int group = random.Next(sums.Length);
            sum += sums[group];
            count += _casesOfGroup[group];
        }

        return sum / count;
    }
}
