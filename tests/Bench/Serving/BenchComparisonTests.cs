using Manidala.Bench.Serving;

namespace Manidala.Bench.Tests.Serving;

public sealed class BenchComparisonTests
{
    [Theory]
    [InlineData(true, 100, 89, true)]
    [InlineData(true, 100, 91, false)]
    [InlineData(true, 100, 500, false)]
    [InlineData(false, 100, 111, true)]
    [InlineData(false, 100, 109, false)]
    [InlineData(false, 100, 1, false)]
    [InlineData(false, 0, 5, false)]
    public void Worse_ATenthTolerated_IsWhatLiesBeyondIt(bool isBetterHigher, double before, double now, bool isWorse)
    {
        IReadOnlyList<BenchComparison.Difference> worse = new BenchComparison(0.1).Worse(
            Report(Figure("feeds", isBetterHigher, before)), [Figure("feeds", isBetterHigher, now)]);

        Assert.Equal(isWorse, worse.Count == 1);
    }

    [Fact]
    public void Worse_FiguresOfOneRunAlone_AreNotHeldAgainstAnything() =>
        Assert.Empty(new BenchComparison(0.1).Worse(Report(Figure("feeds", true, 100)), [Figure("start", false, 100)]));

    [Fact]
    public void Worse_Several_HasTheWorstFirst()
    {
        BenchReport before = Report(Figure("feeds", true, 100), Figure("start", false, 10));

        IReadOnlyList<BenchComparison.Difference> worse = new BenchComparison(0.1).Worse(before, [Figure("feeds", true, 80), Figure("start", false, 20)]);

        Assert.Equal(["start", "feeds"], worse.Select(difference => difference.Now.Row));
        Assert.Equal("start: figure: 20 s, before 10 (+100.0%)", worse[0].ToString());
    }

    private static BenchFigure Figure(string row, bool isBetterHigher, double value) => new(row, "figure", "s", isBetterHigher, value, [value]);

    private static BenchReport Report(params BenchFigure[] figures) => new(
        "2026-01-01", "a machine", "./manidala bench", null, 1, figures, [], new Dictionary<string, IReadOnlyDictionary<string, long>>(), new Dictionary<string, string>(), null);
}
