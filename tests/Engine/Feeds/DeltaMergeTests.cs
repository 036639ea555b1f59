using Manidala.Engine.Catalog;
using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Tests.Model;
using Manidala.Engine.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Tests.Feeds;

public sealed class DeltaMergeTests : IDisposable
{
    private static readonly FeedOptions SearchAlone = new() { NewItemEvery = 0 };
    private static readonly NewItemsOptions Small = new() { MergeAfter = 10, EncodeAtOnce = 20, MostItems = 25 };

    private readonly ItemTowerFile _tower = new(FeedWorld.Dimension, seed: 9);
    private readonly FeedWorld _world;

    public DeltaMergeTests() => _world = new FeedWorld(tower: _tower, newItems: Small);

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Work_MoreThanTheBound_MovesThemIntoTheIndexAndFeedsStayTheSame()
    {
        int arrived = 0;
        _world.NewItems.WorkArrived += () => arrived++;
        _world.Like(4);
        _world.Apply([.. Enumerable.Range(100, 10).Select(New)]);
        Assert.Equal(0, arrived);
        _world.Apply(New(110), New(111));
        Assert.Equal(1, arrived);
        FeedEntry[] before = _world.Feed(60, options: SearchAlone);

        Work();

        ItemDelta delta = _world.Views.Current.Delta!;
        Assert.Equal((12, 0), (delta.MergedCount, delta.RecentCount));
        Assert.Equal(FeedWorld.Items + 12, delta.Index.Main.Count);
        Assert.Null(delta.Index.Recent);
        Assert.Equal(before, _world.Feed(60, options: SearchAlone));
        Assert.Equal(12, _world.Metrics.Sum("manidala.delta.merged_items"));
        Assert.Equal(0, _world.Metrics.Sum("manidala.delta.items"));
        Assert.False(_world.NewItems.HasWork);
        Assert.False(_world.NewItems.Work());
    }

    [Fact]
    public void Work_MergedItemsChangeAndGo_TheirRowsAreDeadUntilTheNextIndex()
    {
        _world.Like(4);
        _world.Apply([.. Enumerable.Range(100, 12).Select(New)]);
        Work();

        _world.Apply([.. Enumerable.Range(100, 6).Select(_world.Delete), .. Enumerable.Range(106, 2).Select(ordinal => Changed(ordinal)), New(120)]);

        Assert.Equal(_world.Naive(60, NotSeen), Ranked());
        Assert.Equal((4, 3), CountsOfDelta());
        _world.Apply(Changed(108), New(121), New(122));
        Work();
        Assert.Equal(_world.Naive(60, NotSeen), Ranked());
        Assert.Equal((9, 0), CountsOfDelta());
        Assert.Equal(FeedWorld.Items + 9, _world.Views.Current.Delta!.Index.Main.Count);
    }

    [Fact]
    public void Work_MoreThanAreEncodedAtOnce_WaitsForTheBackgroundAndKeepsTheNewest()
    {
        _world.Like(4);
        _world.Apply([.. Enumerable.Range(100, 40).Select(New)]);
        Assert.Null(_world.Views.Current.Delta);
        Assert.All(Ranked(), entry => Assert.True(entry.Ordinal < FeedWorld.Items));

        Work();

        Assert.Equal((25, 0), CountsOfDelta());
        Assert.Equal(_world.Naive(80, item => NotSeen(item) && item.Ordinal is < 100 or >= 115), Ranked());
    }

    [Fact]
    public async Task Work_CatalogueChangesMeanwhile_SearchesGoOnAndWhatCameIsInTheNextDelta()
    {
        GatedEncoder encoder = _world.ServeGated(_tower, seed: 6);
        encoder.LetThrough(1);
        _world.Like(4);
        await encoder.EnteredAsync();
        _world.Apply([.. Enumerable.Range(100, 12).Select(New)]);
        (int, float)[] before = Ranked();
        Task merging = Task.Factory.StartNew(() => _world.NewItems.Work(), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await encoder.EnteredAsync();

        // In the middle of building the index.
        Assert.Equal(before, Ranked());
        Assert.Equal((0, 12), CountsOfDelta());
        _world.Apply(New(130), Changed(101), _world.Delete(102), _world.Put(103, "new-103", attributes: "{}"));
        Assert.Equal((0, 11), CountsOfDelta());
        (int, float)[] during = Ranked();
        Assert.Equal(_world.Naive(60, NotSeen), during);
        encoder.LetThrough(FeedWorld.StepsOfBuild);
        await merging;
        _world.Views.Refresh();

        Assert.Equal(during, Ranked());
        Assert.False(_world.Views.Current.Delta!.Index.Main.IsExact);
        Assert.Equal((9, 2), CountsOfDelta());
        Assert.True(_world.Views.Current.RowOf(130) >= _world.Views.Current.Index!.FirstRecent);
    }

    [Fact]
    public async Task Work_ModelSwitchesMeanwhile_ItsIndexIsDropped()
    {
        GatedEncoder encoder = _world.ServeGated(_tower, seed: 6);
        _world.Apply([.. Enumerable.Range(100, 12).Select(New)]);
        Task<bool> merging = Task.Factory.StartNew(_world.NewItems.Work, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await encoder.EnteredAsync();

        _world.Serve(_tower, seed: 7);
        _world.Views.Refresh();
        encoder.LetThrough(FeedWorld.StepsOfBuild);

        Assert.True(await merging);
        _world.Views.Refresh();
        Assert.Equal((0, 12), CountsOfDelta());
        Assert.Same(_world.Models.Current!.Index, _world.Views.Current.Index!.Main);
    }

    [Fact]
    public void Work_Fails_IsDueAgainWithAllThatWaited()
    {
        GatedEncoder encoder = _world.ServeGated(_tower, seed: 6);
        encoder.Failure = new InvalidOperationException("broken");
        encoder.LetThrough(1);
        _world.Apply([.. Enumerable.Range(100, 22).Select(New)]);
        Assert.Throws<InvalidOperationException>(() => _world.NewItems.Work());
        Assert.True(_world.NewItems.HasWork);

        encoder.Failure = null;
        encoder.LetThrough(FeedWorld.StepsOfBuild);
        Work();

        Assert.Equal((22, 0), CountsOfDelta());
    }

    [Fact]
    public async Task Work_UnderConcurrentSearches_EveryFeedIsTheSame()
    {
        _world.Like(4);
        _world.Apply([.. Enumerable.Range(100, 12).Select(New)]);
        FeedEntry[] expected = _world.Feed(60, options: SearchAlone);
        using var stop = new CancellationTokenSource();
        Task<int>[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReadUntil(expected, stop.Token), TestContext.Current.CancellationToken))];

        // Each round builds the index anew: with every item changed to say the same in other words.
        for (int round = 0; round < 10; round++)
        {
            string space = new(' ', round);
            _world.Apply([.. Enumerable.Range(100, 12).Select(ordinal => _world.Put(ordinal, $"new-{ordinal}", attributes: AttributesOf(ordinal) + space))]);
            Work();
            Assert.Equal((12, 0), CountsOfDelta());
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(readers), feeds => Assert.True(feeds > 0));
    }

    [Fact]
    public void Work_AnotherModelServesMeanwhile_LeavesItsItemsAlone()
    {
        _world.Apply([.. Enumerable.Range(100, 12).Select(New)]);
        LoadedModel first = _world.Models.Current!;
        using var other = new FeedWorld(tower: new ItemTowerFile(FeedWorld.Dimension, seed: 10));

        ItemDelta? ofOther = _world.NewItems.Follow(_world.Catalog.Current, other.Models.Current);
        Assert.True(_world.NewItems.Work());

        ItemDelta? merged = _world.NewItems.Follow(_world.Catalog.Current, other.Models.Current);
        Assert.Equal(12, ofOther!.RecentCount);
        Assert.Equal(12, merged!.MergedCount);
        Assert.NotSame(first.Index, merged.Index.Main);
    }

    [Fact]
    public void Work_ApproximateIndex_KeepsTheRecall()
    {
        const int Items = 4000;
        const int Later = 1000;
        using var folder = new TestFolder();
        BundleWriter.Write(folder["b"], _tower.AddTo(TestBundle.Contents("many", Items, FeedWorld.Dimension, seed: 2)));
        LoadedModel model = LoadedModel.Load(folder["b"], new EncoderOptions(), new RetrievalOptions { Index = RetrievalOptions.Approximate }, threads: 2);
        using var metrics = new TestMetrics();
        var items = new NewItems(Options.Create(new NewItemsOptions { MergeAfter = 100, EncodeAtOnce = 0 }), _world.Time, metrics.Engine, NullLogger<NewItems>.Instance);
        CatalogSnapshot catalog = CatalogSnapshot.Empty().With([.. Enumerable.Range(0, Later).Select(New)]);
        Assert.Null(items.Follow(catalog, model));

        Assert.True(items.Work());

        LayeredIndex index = items.Follow(catalog, model)!.Index;
        Assert.Equal(Items + Later, index.Main.Count);
        Assert.InRange(RecallOf(index, model), 0.9, 1);
        model.Retire();
    }

    private static double RecallOf(LayeredIndex index, LoadedModel model)
    {
        const int Wanted = 100;
        var exact = new ItemIndex(index.Main.Vectors);
        float[] queries = SampleQueries.Make(model.Encoder, model.Manifest.Encoder, model.Index);
        int found = 0;
        int count = queries.Length / index.Main.Dimension;
        for (int query = 0; query < count; query++)
        {
            var best = new ScoredItem[Wanted];
            var truth = new ScoredItem[Wanted];
            ReadOnlySpan<float> numbers = queries.AsSpan(query * index.Main.Dimension, index.Main.Dimension);
            index.Search(numbers, new RowFilter([]), best);
            exact.Search(numbers, [], truth);
            found += best.Intersect(truth).Count();
        }

        return (double)found / (count * Wanted);
    }

    private int ReadUntil(FeedEntry[] expected, CancellationToken stop)
    {
        int feeds = 0;
        while (feeds == 0 || !stop.IsCancellationRequested)
        {
            Assert.Equal(expected, _world.Feed(60, options: SearchAlone));
            feeds++;
        }

        return feeds;
    }

    private void Work()
    {
        while (_world.NewItems.Work())
        {
            _world.Views.Refresh();
        }
    }

    private (int Merged, int Recent) CountsOfDelta() => (_world.Views.Current.Delta!.MergedCount, _world.Views.Current.Delta!.RecentCount);

    private (int Ordinal, float Score)[] Ranked() =>
        [.. _world.Feed(80, options: SearchAlone).Where(entry => entry.Source == FeedSource.Session).Select(entry => (entry.Ordinal, entry.Score))];

    private static bool NotSeen(Item item) => item.Ordinal != 4;

    private CatalogChange New(int ordinal) => _world.Put(ordinal, $"new-{ordinal}", attributes: AttributesOf(ordinal));

    private CatalogChange Changed(int ordinal) => _world.Put(ordinal, $"new-{ordinal}", attributes: AttributesOf(ordinal + 11));

    private static string AttributesOf(int ordinal) =>
        $$"""{"colour":"{{(ordinal % 2 == 0 ? "red" : "blue")}}","price":{{ordinal % 23}},"image":[{{ordinal % 7}},{{ordinal % 5}}]}""";
}
