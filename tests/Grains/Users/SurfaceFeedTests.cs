using System.Collections.Immutable;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Manidala.Grains.Tests.Users;

/// <summary>Feeds of configured surfaces, through the grains.</summary>
public sealed class SurfaceFeedTests(SurfaceCluster cluster) : IClassFixture<SurfaceCluster>
{
    private readonly TestManidala _manidala = cluster.Manidala;

    [Fact]
    public async Task GetFeed_OfASurface_FollowsItsSettingsAndRules()
    {
        IUserGrain user = _manidala.User("somebody");
        await user.Record([TestManidala.Interaction("a", 4, "like")]);

        Feed feed = await user.GetFeed(TestManidala.Query(12) with { Surface = "home", Explain = true });

        Assert.Equal(12, feed.Items.Select(item => item.Id).Distinct().Count());
        Assert.Equal("item-30", feed.Items[0].Id);
        Assert.Equal([3, 7, 11], feed.Items.Index().Where(item => item.Item.Source == "exploration").Select(item => item.Index));
        Assert.Equal("home", feed.Ranking!.Surface);
        Assert.Equal(12, feed.Ranking.Propensities.Length);
        Assert.Equal(["hero"], feed.Ranking.Reasons[0].Rules);
        Assert.Equal(["sources", "blend", "diversity", "limits", "page"], feed.Ranking.Steps.Select(step => step.Step));
    }

    [Fact]
    public async Task GetFeed_PagesOfASurface_HoldEveryItemOnce()
    {
        IUserGrain user = _manidala.User("reader");
        await user.Record([TestManidala.Interaction("a", 4, "like")]);
        var shown = new List<string>();
        string? cursor = null;
        do
        {
            Feed feed = await user.GetFeed(TestManidala.Query(7, cursor: cursor) with { Surface = "home" });
            Assert.Empty(feed.Ranking!.Reasons);
            shown.AddRange(feed.Items.Select(item => item.Id));
            cursor = feed.Cursor;
        }
        while (cursor is not null);

        // All but the one that the user has seen and the one that is excluded; other tests may have put more.
        Assert.Equal(shown.Distinct(), shown);
        Assert.Equal(
            Enumerable.Range(0, TestManidala.Items).Except([4, 31]).Select(item => $"item-{item}").Order(StringComparer.Ordinal),
            shown.Where(id => id.StartsWith("item-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task GetFeed_NoSurfaceOrTheDefaultOne_IsTheBuiltInFeedUntouchedByRules()
    {
        IUserGrain user = _manidala.User("plain");
        await user.Record([TestManidala.Interaction("a", 4, "like")]);

        Feed feed = await user.GetFeed(TestManidala.Query(100));
        Feed named = await user.GetFeed(TestManidala.Query(100) with { Surface = "default", Explain = true });

        Assert.Null(feed.Ranking);
        Assert.Contains("item-31", feed.Items.Select(item => item.Id));
        Assert.Equal(feed.Items, named.Items);
        Assert.Equal(("session", 1), (named.Ranking!.Reasons[0].Sources[0].Source, named.Ranking.Reasons[0].Sources[0].Rank));
        Assert.Equal(["feed"], named.Ranking.Steps.Select(step => step.Step));
    }

    [Fact]
    public async Task GetFeed_UnknownSurface_IsRefusedWithTheNamesThatThereAre()
    {
        InvalidRequestException refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => _manidala.User("somebody").GetFeed(TestManidala.Query() with { Surface = "away" }));

        Assert.Equal(("surface", "\"away\"", "default, home, plain"), (refused.Field, refused.Found, refused.Allowed));
    }

    [Fact]
    public async Task GetFeed_ByLabelsAndRanges_IsFullWhileItemsMatch()
    {
        ImmutableArray<ItemRecord> items = [.. Enumerable.Range(0, 20).Select(item => new ItemRecord(
            $"priced-{item}", "", ["even"], $$"""{"brand":"{{(item < 15 ? "acme" : "zenith")}}","price":{{item}}}""", false, 0, null))];
        await _manidala.Grains.GetGrain<IItemsGrain>(0).Put(items);
        await _manidala.Service<Replication.CatalogFollower>().RunNowAsync();
        var filter = new AttributeFilter(["brand:acme"], [], ["price:9"], [new AttributeRange("price", 5, double.PositiveInfinity)]);
        foreach (string? surface in (string?[])[null, "home"])
        {
            Feed feed = await _manidala.User("buyer").GetFeed(TestManidala.Query(9) with { Attributes = filter, Surface = surface });

            Assert.Equal(
                Enumerable.Range(5, 10).Except([9]).Select(item => $"priced-{item}").Order(StringComparer.Ordinal),
                feed.Items.Select(item => item.Id).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Validate_MisspeltSetting_IsNamedWithWhatThereIs()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Feeds:Surfaces:home:Diversty:Lambda"] = "0.5",
            ["Feeds:Surfaces:home:diversity:lamda"] = "0.5",
            ["Feeds:Rules:hero:Place"] = "1",
        }).Build();

        IEnumerable<string> faults = new UnknownFeedSettings(configuration.GetSection("Feeds")).Validate(null, new()).Failures!;

        Assert.Equal(
            [
                "Feeds:Surfaces:home:diversity has 'lamda'; allowed: Lambda, Enabled.",
                "Feeds:Surfaces:home has 'Diversty'; allowed: Sources, Candidates, SimilarTo, Editorial, Rules, Freshness, Diversity, CategoryLimit, RepeatLimit, Exploration.",
                "Feeds:Rules:hero has 'Place'; allowed: Kind, Items, Categories, Labels, Surfaces, Factor, Position, From, Until.",
            ],
            faults);
    }

    [Fact]
    public void Validate_ValueOfAnotherKind_IsNamed()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Feeds:Surfaces:home:Sources:session"] = "much",
            ["Feeds:Surfaces:home:Diversity:Lambda"] = "half",
            ["Feeds:Surfaces:home:Diversity:Enabled"] = "True",
            ["Feeds:Surfaces:home:Freshness:HalfLife"] = "7.00:00:00",
            ["Feeds:Surfaces:home:Editorial:0"] = "item",
            ["Feeds:Rules:hero:Position"] = "1.5",
            ["Feeds:Rules:hero:Until"] = "2026-12-24T00:00:00Z",
            ["Feeds:Rules:hero:Factor"] = "2.5",
        }).Build();

        Assert.Equal(
            [
                "Feeds:Surfaces:home:Diversity:Lambda is 'half'; allowed: a value that can be read as Double.",
                "Feeds:Surfaces:home:Sources:session is 'much'; allowed: a value that can be read as Double.",
                "Feeds:Rules:hero:Position is '1.5'; allowed: a value that can be read as Int32.",
            ],
            new UnknownFeedSettings(configuration.GetSection("Feeds")).Validate(null, new()).Failures!);
    }
}

/// <summary>One silo with two surfaces, for all tests that only add to it.</summary>
public sealed class SurfaceCluster : IAsyncLifetime
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Feeds:Surfaces:home:Sources:session"] = "2",
        ["Feeds:Surfaces:home:Sources:latest"] = "1",
        ["Feeds:Surfaces:home:Diversity:Lambda"] = "0.6",
        ["Feeds:Surfaces:home:CategoryLimit:Most"] = "1",
        ["Feeds:Surfaces:home:CategoryLimit:Window"] = "2",
        ["Feeds:Surfaces:home:Exploration:Every"] = "4",
        ["Feeds:Surfaces:home:Exploration:Pool"] = "all",
        ["Feeds:Surfaces:plain:Sources:session"] = "1",
        ["Feeds:Rules:hero:Kind"] = "pin",
        ["Feeds:Rules:hero:Items:0"] = "item-30",
        ["Feeds:Rules:hero:Position"] = "1",
        ["Feeds:Rules:hero:Surfaces:0"] = "home",
        ["Feeds:Rules:never:Kind"] = "exclude",
        ["Feeds:Rules:never:Items:0"] = "item-31",
    };

    internal TestManidala Manidala { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Manidala = await TestManidala.StartAsync(settings: _ => new(Settings));

    public ValueTask DisposeAsync() => Manidala.DisposeAsync();
}
