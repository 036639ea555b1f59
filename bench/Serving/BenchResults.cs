using System.Globalization;
using Manidala.Bench.Load;
using Manidala.Bench.Measurement;

namespace Manidala.Bench.Serving;

/// <summary>What the rows found, as they find it. One caller at a time.</summary>
internal sealed class BenchResults(TextWriter to)
{
    private const int Digits = 4;
    private readonly SortedDictionary<string, IReadOnlyDictionary<string, long>> _answers = [];

    public List<BenchFigure> Figures { get; } = [];

    public List<BenchCurve> Curves { get; } = [];

    public SortedDictionary<string, string> Skipped { get; } = [];

    public RetrievalReport? Retrieval { get; set; }

    /// <summary>By row, what was not as it should be, and how often.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Answers => _answers;

    /// <summary>Whether a promise was broken or a call failed.</summary>
    public bool HasFaults { get; private set; }

    public void Add(string row, string name, string unit, bool isBetterHigher, IReadOnlyList<double> runs)
    {
        double[] sorted = [.. runs.Order()];
        double median = sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
        Figures.Add(new BenchFigure(row, name, unit, isBetterHigher, Rounded(median), [.. runs.Select(Rounded)]));
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row,-14} {name,-52} {Rounded(median),14:#,0.###} {unit}"));
    }

    public void AddCurve(string row, string name, string x, string y, IReadOnlyList<CurvePoint> points) =>
        Curves.Add(new BenchCurve(row, name, x, y, LogLogSlope.Of(points), [.. points.Select(point => new CurvePoint(point.X, Rounded(point.Y)))]));

    /// <summary>Takes note of what a load's answers were.</summary>
    public void Take(string row, LoadTally tally) => Take(row, tally.Failures, tally.Faults, tally.Notes);

    /// <summary>Takes note of what a load's answers were.</summary>
    public void Take(string row, IReadOnlyDictionary<string, long> failures, IReadOnlyDictionary<string, long> faults, IReadOnlyDictionary<string, long> notes)
    {
        var counts = new SortedDictionary<string, long>((_answers.GetValueOrDefault(row) ?? new Dictionary<string, long>()).ToDictionary());
        foreach ((string what, long count) in failures.Concat(faults).Concat(notes))
        {
            counts[what] = counts.GetValueOrDefault(what) + count;
        }

        HasFaults |= failures.Count + faults.Count > 0;
        if (counts.Count > 0)
        {
            _answers[row] = counts;
        }
    }

    public void Skip(string row, string why)
    {
        Skipped[row] = why;
        to.WriteLine($"{row,-14} skipped: {why}");
    }

    private static double Rounded(double value) =>
        value == 0 || !double.IsFinite(value) ? 0 : Math.Round(value, Math.Clamp(Digits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15));
}
