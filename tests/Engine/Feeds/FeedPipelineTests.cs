using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Trending;

namespace Manidala.Engine.Tests.Feeds;

public sealed class FeedPipelineTests : IDisposable
{
    private readonly FeedWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Fill_Session_EqualsTheNaiveRankingOfWhatIsEligible()
    {
        _world.Like(4);
        _world.Apply(_world.Put(9, "item-30", isHidden: true), _world.Delete(11));

        FeedEntry[] feed = _world.Feed(12, category: "odd", exclude: [13]);

        LoadedModel model = _world.Models.Current!;
        int[] expected =
        [
            .. Enumerable.Range(0, FeedWorld.Items)
                .Where(ordinal => ordinal % 2 == 1 && ordinal is not (9 or 11 or 13))
                .OrderByDescending(ordinal => Score(model, ordinal))
                .Take(12),
        ];
        Assert.Equal(expected, feed.Select(entry => entry.Ordinal));
        Assert.All(feed, entry => Assert.Equal(FeedSource.Session, entry.Source));
    }

    [Fact]
    public void Fill_MoreThanThereIs_GivesAllButTheSeen()
    {
        _world.Like(4);

        Assert.Equal(FeedWorld.Items - 1, _world.Feed(100).Select(entry => entry.Ordinal).Distinct().Count());
    }

    [Fact]
    public void Fill_NewItems_TakeEveryNthPlace()
    {
        _world.Like(4);
        _world.Apply([.. Enumerable.Range(100, 30).Select(ordinal => _world.Put(ordinal, $"new-{ordinal}"))]);

        FeedEntry[] feed = _world.Feed(12, options: new FeedOptions { NewItemEvery = 4 });

        Assert.Equal([3, 7, 11], feed.Index().Where(place => place.Item.Source == FeedSource.Exploration).Select(place => place.Index));
        Assert.All(feed.Where(entry => entry.Source == FeedSource.Exploration), entry => Assert.True(entry.Ordinal >= 100));
    }

    [Fact]
    public void Fill_NewItemsSwitchedOff_OnlyFollowTheModelsItems()
    {
        _world.Like(4);
        _world.Apply(_world.Put(100, "new"));

        FeedEntry[] feed = _world.Feed(100, options: new FeedOptions { NewItemEvery = 0 });

        Assert.Equal(100, feed[^1].Ordinal);
        Assert.Equal(FeedSource.Latest, feed[^1].Source);
    }

    [Fact]
    public void Fill_StepsDidNotCome_TrendingStandsIn()
    {
        _world.Like(4);
        _world.Trending.Replace([new TrendingEntry(4, 1), new TrendingEntry(20, 0.5f), new TrendingEntry(21, 0.4f)]);

        FeedEntry[] feed = _world.Feed(4, useQuery: false);

        Assert.Equal([20, 21], feed.Take(2).Select(entry => entry.Ordinal));
        Assert.Equal(FeedSource.Exploration, feed[3].Source);
    }

    [Fact]
    public void Fill_NobodyDidAnything_GivesExploredItems()
    {
        FeedEntry[] feed = _world.Feed(10);

        Assert.Equal(10, feed.Select(entry => entry.Ordinal).Distinct().Count());
    }

    [Fact]
    public void Fill_WithoutAModel_ShowsEveryItemOnce()
    {
        using var world = new FeedWorld(withModel: false);
        world.Trending.Replace([new TrendingEntry(5, 1)]);

        FeedEntry[] feed = world.Feed(100);

        Assert.Equal(5, feed[0].Ordinal);
        Assert.Equal(Enumerable.Range(0, FeedWorld.Items), feed.Select(entry => entry.Ordinal).Order());
    }

    private float Score(LoadedModel model, int ordinal)
    {
        int row = _world.Views.Current.RowOf(ordinal);
        float score = model.Items.Bias(row);
        for (int number = 0; number < model.Dimension; number++)
        {
            score += model.Embedding(row)[number] * _world.Session.Encoder.Query[number];
        }

        return score;
    }
}
