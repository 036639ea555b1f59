using Manidala.Engine.Catalog;
using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;

namespace Manidala.Engine.Tests.Feeds;

public sealed class NewItemsTests : IDisposable
{
    // Without explored places, what a feed holds is what the search found.
    private static readonly FeedOptions SearchAlone = new() { NewItemEvery = 0 };

    private static readonly string[] Colours = ["blue", "green", "red", "white"];

    private readonly ItemTowerFile _tower = new(FeedWorld.Dimension, seed: 9);
    private readonly FeedWorld _world;

    public NewItemsTests() => _world = new FeedWorld(tower: _tower);

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Feed_ItemsWithAttributes_AreRankedByTheirScoresAmongTheModels()
    {
        _world.Like(4);
        _world.Apply([.. Enumerable.Range(100, 30).Select(New)]);

        FeedEntry[] feed = _world.Feed(50, options: SearchAlone);

        Assert.Equal(_world.Naive(50, item => item.Ordinal != 4), feed.Select(entry => (entry.Ordinal, entry.Score)));
        Assert.All(feed, entry => Assert.Equal(FeedSource.Session, entry.Source));
        Assert.Contains(feed[..20], entry => entry.Ordinal >= 100);
        Assert.Equal(30, _world.Metrics.Sum("manidala.delta.items"));
    }

    [Fact]
    public void Feed_FiltersOfAllKinds_HoldForNewItems()
    {
        _world.Like(4);
        DateTimeOffset soon = _world.Time.GetUtcNow().AddMinutes(1);
        _world.Apply([.. Enumerable.Range(100, 40).Select(New)]);
        _world.Apply(
            _world.Put(101, "new-101", isHidden: true, attributes: AttributesOf(101)), _world.Put(103, "new-103", expires: soon, attributes: AttributesOf(103)));
        _world.Like(105);
        _world.Time.Advance(TimeSpan.FromMinutes(2));
        _world.Views.Refresh();

        FeedEntry[] feed = _world.Feed(100, category: "odd", options: SearchAlone, exclude: [107, 7]);

        (int, float)[] expected = _world.Naive(100, item => item.Ordinal % 2 == 1 && item.Ordinal is not (101 or 103 or 105 or 107 or 7));
        Assert.Equal(expected, feed.Select(entry => (entry.Ordinal, entry.Score)));
    }

    [Fact]
    public void Feed_AttributesChange_ScoresByTheNewOnes()
    {
        _world.Like(4);
        _world.Apply(New(100), New(101));
        (int, float)[] before = Ranked();

        _world.Apply(_world.Put(100, "new-100", attributes: """{"colour":"white","price":3}"""));

        Assert.NotEqual(before, Ranked());
        Assert.Equal(_world.Naive(60, item => item.Ordinal != 4), Ranked());
        Assert.Equal(2, _world.Views.Current.Delta!.RecentCount);
    }

    [Fact]
    public void Follow_OnlyTheTitleChanges_KeepsTheVectors()
    {
        _world.Apply(New(100));
        ItemDelta? before = _world.Views.Current.Delta;

        _world.Apply(_world.Put(100, "new-100", isHidden: true, attributes: AttributesOf(100)));

        Assert.Same(before, _world.Views.Current.Delta);
    }

    [Fact]
    public void Follow_ItemDeletedOrWithoutAttributes_LeavesTheSearch()
    {
        _world.Like(4);
        _world.Apply(New(100), New(101), New(102), _world.Put(103, "new-103"), _world.Put(104, "new-104", attributes: """{"colour":7}"""));

        _world.Apply(_world.Delete(100), _world.Put(101, "new-101", attributes: "{}"));

        Assert.Equal([102], Ranked().Select(entry => entry.Ordinal).Where(ordinal => ordinal >= 100));
        Assert.Equal([104, 103, 102, 101], _world.Views.Current.Eligible(null)!.Unmodelled);
        Assert.Equal(1, _world.Metrics.Sum("manidala.delta.items"));
    }

    [Fact]
    public void Follow_LastOneDeleted_IsTheModelsOwnSearchAgain()
    {
        _world.Apply(New(100));
        _world.Apply(_world.Delete(100));

        Assert.Null(_world.Views.Current.Delta);
        Assert.Same(_world.Models.Current!.Index, _world.Views.Current.Index!.Main);
        Assert.Null(_world.Views.Current.Index!.Recent);
    }

    [Fact]
    public void Follow_ModelWithoutATower_HasNoDelta()
    {
        using var world = new FeedWorld();

        world.Apply(world.Put(100, "new", attributes: AttributesOf(100)));

        Assert.Null(world.Views.Current.Delta);
    }

    [Fact]
    public void TryInputOf_NewItem_StepsOverItsVector()
    {
        _world.Like(4);
        _world.Apply(New(100));

        _world.Like(100);

        LinearEncoder twin = TestBundle.Encoder(FeedWorld.Dimension, seed: 3);
        LoadedModel model = _world.Models.Current!;
        (float[] state, _) = twin.Step(new float[model.StateSize], model.Embedding(_world.Views.Current.RowOf(4)));
        (_, float[] query) = twin.Step(state, _tower.VectorOf(_world.Catalog.Current[100]!));
        Assert.All(query.Zip(_world.Session.Encoder.Query), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void Feed_NewItems_StillGetExploredPlaces()
    {
        _world.Like(4);
        _world.Apply([.. Enumerable.Range(100, 30).Select(New)]);

        FeedEntry[] feed = _world.Feed(12, options: new FeedOptions { NewItemEvery = 4 });

        Assert.Equal([3, 7, 11], feed.Index().Where(place => place.Item.Source == FeedSource.Exploration).Select(place => place.Index));
        Assert.Equal(12, feed.Select(entry => entry.Ordinal).Distinct().Count());
    }

    [Fact]
    public void FillSimilar_NewItem_FindsItsNearest()
    {
        _world.Apply(New(100), _world.Put(102, "twin", attributes: AttributesOf(100)));
        FeedView view = _world.Views.Current;
        var page = new FeedEntry[3];

        int count = new ItemLists(_world.Trending).FillSimilar(view, view.Eligible(null)!, view.Catalog[100]!, page);

        Assert.Equal(3, count);
        Assert.Equal(102, page[0].Ordinal);
        Assert.Equal(1, page[0].Score, 1e-5f);
    }

    [Fact]
    public void Refresh_AnotherModel_EncodesAnew()
    {
        _world.Apply(New(100));
        var other = new ItemTowerFile(FeedWorld.Dimension, seed: 10);

        _world.Serve(other, seed: 5);
        _world.Views.Refresh();

        FeedView view = _world.Views.Current;
        Assert.All(other.VectorOf(view.Catalog[100]!).Zip(view.Index!.Vector(view.RowOf(100)).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    private (int Ordinal, float Score)[] Ranked() => [.. _world.Feed(60, options: SearchAlone).Where(entry => entry.Source == FeedSource.Session).Select(entry => (entry.Ordinal, entry.Score))];

    private CatalogChange New(int ordinal) => _world.Put(ordinal, $"new-{ordinal}", attributes: AttributesOf(ordinal));

    private static string AttributesOf(int ordinal) => $$"""{"colour":"{{Colours[ordinal % 4]}}","price":{{ordinal % 23}},"image":[{{ordinal % 7}},{{ordinal % 5}}]}""";
}
