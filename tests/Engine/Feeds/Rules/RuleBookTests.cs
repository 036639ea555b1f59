using Manidala.Engine.Catalog;
using Manidala.Engine.Feeds;

namespace Manidala.Engine.Tests.Feeds;

public sealed class RuleBookTests : IDisposable
{
    private static readonly SurfaceOptions BySession = new() { Sources = new Dictionary<string, double> { ["session"] = 1 } };

    private readonly FeedWorld _world = new();

    public RuleBookTests() => _world.Like(4);

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Exclude_ByItemCategoryAndLabel_LeavesThemOut()
    {
        _world.Apply(_world.Put(100, "red", attributes: """{"color":"red"}"""), _world.Put(101, "blue", attributes: """{"color":"blue"}"""));
        RuleBook rules = _world.Rules(("no", new RuleOptions { Kind = "exclude", Items = ["item-39"], Categories = ["odd"], Labels = ["color:red"] }));

        int[] page = Page(rules, 100);

        Assert.Equal([.. Enumerable.Range(1, 19).Select(half => 2 * half).Except([4])], page.Order());
    }

    [Fact]
    public void Require_TwoRules_LeavesWhatBothAreAbout()
    {
        RuleBook rules = _world.Rules(
            ("even", new RuleOptions { Kind = "require", Categories = ["even"] }),
            ("few", new RuleOptions { Kind = "require", Items = ["item-39", "item-38", "item-37"] }));

        Assert.Equal([0, 2], Page(rules, 10).Order());
    }

    [Fact]
    public void Boost_OfOneItem_MultipliesItsRelevance()
    {
        int[] before = Page(_world.Rules(), 20);
        RuleBook rules = _world.Rules(("up", new RuleOptions { Kind = "boost", Items = [_world.Catalog.Current[before[3]]!.Id], Factor = 1.5 }));

        // The fourth place is worth 1 / log2(5) = .431; 1.5 times that is above the second's .631.
        Assert.Equal([before[0], before[3], before[1], before[2], before[4]], Page(rules, 5));
    }

    [Fact]
    public void Bury_WithoutAFactor_PutsThemBehindAllOthers()
    {
        RuleBook rules = _world.Rules(("down", new RuleOptions { Kind = "bury", Categories = ["odd"] }));

        int[] page = Page(rules, 39);

        Assert.All(page[..19], ordinal => Assert.Equal(0, ordinal % 2));
        Assert.All(page[19..], ordinal => Assert.Equal(1, ordinal % 2));
    }

    [Fact]
    public void Pin_OfItemsThatMayNotCome_IsLeftOut()
    {
        _world.Apply(_world.Put(7, "item-32", isHidden: true));
        RuleBook rules = _world.Rules(
            ("a-seen", new RuleOptions { Kind = "pin", Items = ["item-35"], Position = 1 }),
            ("b-hidden", new RuleOptions { Kind = "pin", Items = ["item-32"], Position = 2 }),
            ("c-there", new RuleOptions { Kind = "pin", Items = ["item-0"], Position = 2 }),
            ("d-same-place", new RuleOptions { Kind = "pin", Items = ["item-1"], Position = 2 }));

        int[] page = Page(rules, 6);

        Assert.Equal([39, 38], page[1..3]);
        Assert.DoesNotContain(4, page);
        Assert.DoesNotContain(7, page);
    }

    [Fact]
    public void Rule_OfAnotherSurface_DoesNotHold()
    {
        RuleBook rules = _world.Rules(("elsewhere", new RuleOptions { Kind = "exclude", Categories = ["odd"], Surfaces = ["basket"] }));

        Assert.Equal(39, Page(rules, 100).Length);
    }

    [Fact]
    public void Rule_OnASurfaceWithoutRules_DoesNotHold()
    {
        RuleBook rules = _world.Rules(("odd", new RuleOptions { Kind = "exclude", Categories = ["odd"] }));
        var surface = new SurfaceOptions { Sources = BySession.Sources, Rules = false };

        Assert.Equal(39, _world.Page(surface, 100, rules).Entries.Length);
    }

    [Fact]
    public void Rule_WithTimes_HoldsFromTheFirstMomentToBeforeTheLast()
    {
        DateTimeOffset now = _world.Time.GetUtcNow();
        RuleBook rules = _world.Rules(
            ("odd", new RuleOptions { Kind = "exclude", Categories = ["odd"], From = now.AddMinutes(1), Until = now.AddMinutes(2) }));
        var counts = new List<int>();
        foreach (double seconds in (double[])[0, 59.999, 0.001, 59.999, 0.001])
        {
            _world.Time.Advance(TimeSpan.FromSeconds(seconds));
            counts.Add(Page(rules, 100).Length);
        }

        Assert.Equal([39, 39, 19, 19, 39], counts);
    }

    [Fact]
    public void Exclude_ItemThatChangesItsCategory_IsSeenInTheNextFeed()
    {
        RuleBook rules = _world.Rules(("odd", new RuleOptions { Kind = "exclude", Categories = ["odd"] }));
        Assert.DoesNotContain(5, Page(rules, 100));

        CatalogChange change = _world.Put(5, "item-34");
        _world.Apply(change with { Item = change.Item! with { Categories = ["even"] } });

        Assert.Contains(5, Page(rules, 100));
    }

    private int[] Page(RuleBook rules, int count) => [.. _world.Page(BySession, count, rules).Entries.Select(entry => entry.Ordinal)];
}
