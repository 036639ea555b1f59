using Manidala.Bench.Load;

namespace Manidala.Bench.Tests.Load;

public sealed class LoadPlanTests
{
    private const int Users = 1000;
    private const int Draws = 20_000;

    [Fact]
    public void Plan_EqualSeeds_AskTheSameAndOthersDoNot()
    {
        (LoadKind, int, int)[] first = Of(seed: 1), again = Of(seed: 1), other = Of(seed: 2);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void DueAt_FollowsTheRateAlone()
    {
        LoadPlan plan = Plan(seed: 1, rate: 200);

        Assert.Equal(TimeSpan.Zero, plan.DueAt(0));
        Assert.Equal(TimeSpan.FromMilliseconds(5), plan.DueAt(1));
        Assert.Equal(TimeSpan.FromSeconds(10), plan.DueAt(2000));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.8)]
    [InlineData(1.3)]
    public void Zipf_SharesOfTheFirstRanks_AreThoseOfTheLaw(double exponent)
    {
        var zipf = new Zipf(Users, exponent);

        int[] ranks = [.. Enumerable.Range(0, Draws).Select(draw => zipf.At((draw + 0.5) / Draws))];

        // The share of [k, k + 1) under the density x^−exponent.
        double all = Mass(1, Users + 1, exponent);
        foreach (int rank in new[] { 0, 1, 9 })
        {
            Assert.Equal(Mass(rank + 1, rank + 2, exponent) / all, ranks.Count(found => found == rank) / (double)Draws, 2e-3);
        }

        Assert.InRange(ranks.Max(), Users * 9 / 10, Users - 1);
        Assert.Equal(0, zipf.At(0));
    }

    private static double Mass(double from, double to, double exponent) => exponent == 1
        ? Math.Log(to / from)
        : (Math.Pow(to, 1 - exponent) - Math.Pow(from, 1 - exponent)) / (1 - exponent);

    private static (LoadKind, int, int)[] Of(int seed)
    {
        LoadPlan plan = Plan(seed, rate: 100);
        return [.. Enumerable.Range(0, 200).Select(number => (plan.KindOf(number), plan.UserOf(number), plan.ItemOf(number, 50)))];
    }

    private static LoadPlan Plan(int seed, double rate) => new(Requests.For(new Uri("http://localhost/")) with { Seed = seed, Users = Users }, LoadMix.Parse("feed=4,interaction=1"), rate);
}
