using Manidala.Engine.Feeds;

namespace Manidala.Engine.Tests.Feeds;

public sealed class PageComposerTests
{
    private static readonly Dictionary<int, Candidate> NoPins = [];

    [Fact]
    public void Fill_Pins_StandWhereTheyArePinnedAndTheOthersAroundThem()
    {
        var pins = new Dictionary<int, Candidate> { [1] = Item(3), [2] = Item(9) };

        PlacedItem[] page = Fill(pins, null, null, firstPlace: 0, seed: 1, items: [1, 2, 3, 4], places: 5);

        Assert.Equal([1, 3, 9, 2, 4], page.Select(placed => placed.Item.Ordinal));
        Assert.Equal([false, true, true, false, false], page.Select(placed => placed.IsPinned));
        Assert.All(page, placed => Assert.Equal(1, placed.Propensity));
    }

    [Fact]
    public void Fill_PinBehindTheLastItem_StandsAtTheEnd()
    {
        PlacedItem[] page = Fill(new() { [4] = Item(9) }, null, null, firstPlace: 0, seed: 1, items: [1, 2], places: 5);

        Assert.Equal([1, 2, 9], page.Select(placed => placed.Item.Ordinal));
    }

    [Fact]
    public void Fill_EveryThirdPlaceExplored_DrawsFromThePoolAndCountsFromTheScrollsBeginning()
    {
        var policy = new ExplorationOptions { Every = 3, Probability = 1 };

        PlacedItem[] page = Fill(NoPins, Pool(101, 102, 103, 104), policy, firstPlace: 1, seed: 1, items: [1, 2, 3, 4, 5], places: 5);

        Assert.Equal([1, 4], page.Index().Where(placed => placed.Item.Item.Source == FeedSource.Exploration).Select(placed => placed.Index));
        Assert.Equal([1, 0.25, 1, 1, 1 / 3.0], page.Select(placed => placed.Propensity));
        Assert.Equal([1, 2, 3], page.Where(placed => placed.Item.Ordinal < 100).Select(placed => placed.Item.Ordinal));
    }

    [Fact]
    public void Fill_EachOutcome_IsAsFrequentAsItsPropensity()
    {
        // The second place: item 2 is next, and can be drawn, too.
        var policy = new ExplorationOptions { Every = 2, Probability = 0.4 };
        var counts = new Dictionary<int, int>();
        var propensities = new Dictionary<int, double>();
        const int Runs = 20_000;
        for (ulong seed = 0; seed < Runs; seed++)
        {
            PlacedItem placed = Fill(NoPins, Pool(1, 2, 3, 4, 5), policy, firstPlace: 0, seed * 7919, items: [1, 2, 3, 4, 5], places: 2)[1];
            counts[placed.Item.Ordinal] = counts.GetValueOrDefault(placed.Item.Ordinal) + 1;
            propensities[placed.Item.Ordinal] = placed.Propensity;
        }

        Assert.Equal(new Dictionary<int, double> { [2] = 0.7, [3] = 0.1, [4] = 0.1, [5] = 0.1 }, propensities.OrderBy(one => one.Key).ToDictionary(one => one.Key, one => Math.Round(one.Value, 9)));
        Assert.All(counts, count => Assert.InRange((double)count.Value / Runs, propensities[count.Key] - 0.01, propensities[count.Key] + 0.01));
    }

    [Fact]
    public void Fill_NothingInOrderLeft_DrawsWhatThePoolHas()
    {
        var policy = new ExplorationOptions { Every = 1, Probability = 0.01 };

        PlacedItem[] page = Fill(NoPins, Pool(7), policy, firstPlace: 0, seed: 3, items: [], places: 3);

        Assert.Equal([new PlacedItem(new Candidate(7, FeedSource.Exploration, 0, 0), 1, IsPinned: false)], page);
    }

    private static PlacedItem[] Fill(
        Dictionary<int, Candidate> pins, DrawPool? pool, ExplorationOptions? policy, int firstPlace, ulong seed, int[] items, int places)
    {
        var page = new PlacedItem[places];
        return page[..new PageComposer(pins, pool, policy, firstPlace, seed).Fill([.. items.Select(Item)], page)];
    }

    private static DrawPool Pool(params int[] items) => new(items, items.Contains);

    private static Candidate Item(int ordinal) => new(ordinal, FeedSource.Session, 0, 1);
}
