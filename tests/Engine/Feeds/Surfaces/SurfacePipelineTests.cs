using Manidala.Engine.Catalog;
using Manidala.Engine.Feeds;
using Manidala.Engine.Trending;

namespace Manidala.Engine.Tests.Feeds;

public sealed class SurfacePipelineTests : IDisposable
{
    private readonly FeedWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Fill_SessionAlone_IsTheBuiltInFeed()
    {
        _world.Like(4);

        FeedEntry[] page = _world.Page(Sources(("Session", 1)), 12).Entries;

        Assert.Equal(_world.Feed(12, options: new FeedOptions { NewItemEvery = 0 }), page);
    }

    [Fact]
    public void Fill_EverySource_GivesItsShareAndSaysWhoGaveWhat()
    {
        _world.Like(4);
        _world.Trending.Replace([new TrendingEntry(30, 1), new TrendingEntry(4, 0.9f), new TrendingEntry(31, 0.5f)]);
        SurfaceOptions surface = Sources(("session", 3), ("similar", 2), ("trending", 1), ("latest", 1), ("editorial", 1));
        surface.Editorial = ["item-39", "no-item"];

        FeedEntry[] page = _world.Page(surface, 16).Entries;

        Assert.Equal(16, page.Select(entry => entry.Ordinal).Distinct().Count());
        Assert.DoesNotContain(4, page.Select(entry => entry.Ordinal));
        Assert.Equal([0], Of(page, FeedSource.Editorial));
        Assert.All(Of(page, FeedSource.Trending), ordinal => Assert.Contains(ordinal, (int[])[30, 31]));
        Assert.Equal(FeedWorld.Items - 1, Of(page, FeedSource.Latest)[0]);
        Assert.NotEmpty(Of(page, FeedSource.Similar));
    }

    [Fact]
    public void Fill_Similar_GivesNeighboursOfTheNewestByTheirAngle()
    {
        _world.Like(4);
        _world.Like(9);

        FeedEntry[] page = _world.Page(Sources(("similar", 1)), 5).Entries;

        float[] expected =
        [
            .. Enumerable.Range(0, FeedWorld.Items).Except([4, 9]).Select(ordinal => Math.Max(Cosine(ordinal, 4), Cosine(ordinal, 9))).OrderDescending().Take(5),
        ];
        Assert.Equal(expected, page.Select(entry => entry.Score), (one, other) => Math.Abs(one - other) < 1e-5);
    }

    [Fact]
    public void Fill_NobodyDidAnything_IsTrendingAndThenTheNewest()
    {
        _world.Trending.Replace([new TrendingEntry(7, 1)]);

        FeedEntry[] page = _world.Page(Sources(("session", 1)), 3).Entries;

        Assert.Equal([7, FeedWorld.Items - 1, FeedWorld.Items - 2], page.Select(entry => entry.Ordinal));
        Assert.Equal([FeedSource.Trending, FeedSource.Latest, FeedSource.Latest], page.Select(entry => entry.Source));
    }

    [Theory]
    [InlineData(ExplorationOptions.Candidates)]
    [InlineData(ExplorationOptions.New)]
    [InlineData(ExplorationOptions.All)]
    public void Fill_EveryStepOn_PagesHoldEveryEligibleItemOnceAndAreFull(string pool)
    {
        _world.Like(4);
        _world.Apply([.. Enumerable.Range(100, 9).Select(ordinal => _world.Put(ordinal, $"new-{ordinal}", attributes: $$"""{"creator":"c{{ordinal % 2}}"}"""))]);
        RuleBook rules = _world.Rules(
            ("boost", new RuleOptions { Kind = "boost", Categories = ["odd"], Factor = 3 }),
            ("bury", new RuleOptions { Kind = "bury", Items = ["item-1"] }),
            ("exclude", new RuleOptions { Kind = "exclude", Items = ["item-2", "item-3"] }),
            ("pin-1", new RuleOptions { Kind = "pin", Items = ["item-20"], Position = 3 }),
            ("pin-2", new RuleOptions { Kind = "pin", Items = ["item-21"], Position = 17 }));
        var shown = new List<int>();
        FeedEntry[] page;
        do
        {
            page = _world.Page(Everything(pool), 7, rules, served: [.. shown]).Entries;
            shown.AddRange(page.Select(entry => entry.Ordinal));
        }
        while (page.Length == 7);

        // All but the one that the user has seen and the two that are excluded.
        Assert.Equal(FeedWorld.Items + 9 - 3, shown.Count);
        Assert.Equal(shown.Count, shown.Distinct().Count());
        Assert.DoesNotContain(FeedWorld.Items - 1 - 2, shown);
    }

    [Fact]
    public void Fill_StepsSwitchedOff_IsAsWithoutThem()
    {
        _world.Like(4);
        SurfaceOptions off = Everything(ExplorationOptions.All);
        foreach (StepOptions step in (StepOptions[])[off.Freshness!, off.Diversity!, off.CategoryLimit!, off.RepeatLimit!, off.Exploration!])
        {
            step.Enabled = false;
        }

        Assert.Equal(_world.Page(Sources(("session", 2), ("latest", 1)), 20).Entries, _world.Page(off, 20).Entries);
    }

    [Fact]
    public void Fill_SameRequestTwice_IsTheSamePage()
    {
        _world.Like(4);

        Assert.Equal(_world.Page(Everything(ExplorationOptions.All), 20).Entries, _world.Page(Everything(ExplorationOptions.All), 20).Entries);
    }

    [Fact]
    public void Fill_Freshness_PutsNewerItemsFirst()
    {
        _world.Like(4);
        SurfaceOptions surface = Sources(("session", 1));
        surface.Freshness = new FreshnessOptions { HalfLife = TimeSpan.FromDays(1), Weight = 1 };
        _world.Apply([.. Enumerable.Range(0, FeedWorld.Items).Select(ordinal => Dated(ordinal, TimeSpan.FromDays(10 * (FeedWorld.Items - ordinal))))]);

        // Ten half-lives between one item and the next are more than any place is worth.
        Assert.Equal([39, 38, 37, 36, 35], _world.Page(surface, 5).Entries.Select(entry => entry.Ordinal));
    }

    [Fact]
    public void Fill_CategoryLimit_HoldsInEveryWindow()
    {
        _world.Like(4);
        SurfaceOptions surface = Sources(("session", 1));
        surface.CategoryLimit = new LimitOptions { Most = 1, Window = 2 };

        int[] page = [.. _world.Page(surface, 20).Entries.Select(entry => entry.Ordinal % 2)];

        Assert.All(page.Zip(page.Skip(1)), neighbours => Assert.NotEqual(neighbours.First, neighbours.Second));
    }

    [Fact]
    public void Fill_RepeatLimit_CountsTheNamedAttribute()
    {
        _world.Like(4);
        _world.Apply([.. Enumerable.Range(0, FeedWorld.Items).Select(ordinal => _world.Put(
            ordinal, $"item-{FeedWorld.Items - 1 - ordinal}", attributes: $$"""{"by":["c{{ordinal % 5}}"]}"""))]);
        SurfaceOptions surface = Sources(("session", 1));
        surface.RepeatLimit = new LimitOptions { Most = 1, Window = 3, Attribute = "by" };

        int[] page = [.. _world.Page(surface, 12).Entries.Select(entry => entry.Ordinal % 5)];

        Assert.All(Enumerable.Range(0, 10), first => Assert.Equal(3, page[first..(first + 3)].Distinct().Count()));
    }

    [Fact]
    public void Fill_Exploration_ReportsPropensities()
    {
        _world.Like(4);
        SurfaceOptions surface = Sources(("session", 1));
        surface.Exploration = new ExplorationOptions { Every = 2, Probability = 1, Pool = ExplorationOptions.All };

        RankedPage page = _world.Page(surface, 4);

        // The seen item is in no pool; what stands above is not either.
        Assert.Equal([1, 1 / 38.0, 1, 1 / 36.0], page.Propensities);
        Assert.Equal([false, true, false, true], page.Entries.Select(entry => entry.Source == FeedSource.Exploration));
    }

    [Fact]
    public void Fill_Explained_LeadsFromTheBlendToThePageForEveryItem()
    {
        _world.Like(4);
        RuleBook rules = _world.Rules(
            ("odd-first", new RuleOptions { Kind = "boost", Categories = ["odd"], Factor = 100 }),
            ("here", new RuleOptions { Kind = "pin", Items = ["item-39"], Position = 2 }));
        SurfaceOptions surface = Everything(ExplorationOptions.All);

        RankedPage page = _world.Page(surface, 10, rules, explains: true);

        Assert.Equal(page.Entries, _world.Page(surface, 10, rules).Entries);
        Assert.Equal(RankStep.All, page.Reasons!.Steps.Select(step => step.Step));
        Assert.Equal("here", Assert.Single(page.Reasons.Items[1].Rules));
        Assert.Equal("pinned to this place", page.Reasons.Items[1].Moves[^1].Why);
        for (int place = 0; place < 10; place++)
        {
            ItemReasons reasons = page.Reasons.Items[place];
            Assert.All(reasons.Moves, move => Assert.NotEqual("", move.Why));
            Assert.Equal(page.Entries[place].Ordinal % 2 == 1 && place != 1, reasons.Rules.Contains("odd-first"));

            // Each move begins where the one before ended, and the last ends in the item's place.
            Assert.All(reasons.Moves.Zip(reasons.Moves.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
            Assert.All(reasons.Moves.TakeLast(1), move => Assert.Equal(place + 1, move.To));
        }
    }

    [Fact]
    public void Fill_Filtered_IsFullWhileItemsMatch()
    {
        _world.Like(4);
        _world.Apply([.. Enumerable.Range(200, 30).Select(ordinal => _world.Put(ordinal, $"x-{ordinal}", attributes: $$"""{"price":{{ordinal}},"brand":"acme"}"""))]);
        var filter = new ItemFilter([new Label("brand", "acme")], [], [], [new NumberRange("price", 210, 219.5)]);

        FeedEntry[] page = _world.Page(Everything(ExplorationOptions.All), 10, filter: filter).Entries;

        Assert.Equal(Enumerable.Range(210, 10), page.Select(entry => entry.Ordinal).Order());
    }

    [Fact]
    public void Fill_SomebodyListens_RecordsEachStepsTime()
    {
        _world.Like(4);

        _world.Page(Everything(ExplorationOptions.All), 5);

        Assert.InRange(_world.Metrics.Sum("manidala.feed.step_duration"), double.Epsilon, 60);
    }

    private CatalogChange Dated(int ordinal, TimeSpan age)
    {
        CatalogChange change = _world.Put(ordinal, $"item-{FeedWorld.Items - 1 - ordinal}");
        return change with { Item = change.Item! with { Timestamp = _world.Time.GetUtcNow() - age } };
    }

    private float Cosine(int one, int other)
    {
        FeedView view = _world.Views.Current;
        return System.Numerics.Tensors.TensorPrimitives.CosineSimilarity(view.Index!.Vector(view.RowOf(one)), view.Index.Vector(view.RowOf(other)));
    }

    private static int[] Of(FeedEntry[] page, FeedSource source) => [.. page.Where(entry => entry.Source == source).Select(entry => entry.Ordinal)];

    private static SurfaceOptions Sources(params (string Source, double Share)[] shares) =>
        new() { Sources = shares.ToDictionary(share => share.Source, share => share.Share) };

    private static SurfaceOptions Everything(string pool)
    {
        SurfaceOptions surface = Sources(("session", 2), ("latest", 1));
        surface.Freshness = new FreshnessOptions();
        surface.Diversity = new DiversityOptions();
        surface.CategoryLimit = new LimitOptions { Most = 3, Window = 5 };
        surface.RepeatLimit = new LimitOptions();
        surface.Exploration = new ExplorationOptions { Every = 3, Probability = 0.7, Pool = pool };
        return surface;
    }
}
