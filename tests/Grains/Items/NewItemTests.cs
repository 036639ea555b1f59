using System.Collections.Immutable;
using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Replication;
using Manidala.Grains.Tests.Support;

namespace Manidala.Grains.Tests.Items;

public sealed class NewItemTests
{
    private const string Attributes = """{"colour":"red","tags":["big","round"],"price":40}""";

    private readonly ItemTowerFile _tower = new(TestManidala.Dimension, seed: 5);

    [Fact]
    public async Task GetFeed_ItemPutAfterTheModel_IsRecommendedByItsScoreAtTheNextPoll()
    {
        await using TestManidala manidala = await StartAsync(_ => new Dictionary<string, string?> { ["Feeds:NewItemEvery"] = "0" });
        IUserGrain user = manidala.User("somebody");
        await user.Record([TestManidala.Interaction("c1", 7)]);
        Assert.Equal(TestManidala.Items, (await Everything(user)).Length);

        await manidala.PutItemAsync("fresh", Attributes);

        ImmutableArray<FeedItem> items = await Everything(user);
        FeedItem fresh = Assert.Single(items, item => item.Id == "fresh");
        Assert.Equal("session", fresh.Source);
        Assert.Equal(items.Select(item => item.Score).OrderDescending(), items.Select(item => item.Score));
        Assert.Equal(TestManidala.Items + 1, items.Length);
    }

    [Fact]
    public async Task Worker_MoreItemsThanAreEncodedAtOnce_EncodesAndMergesThemInTheBackground()
    {
        await using TestManidala manidala = await StartAsync(_ => new Dictionary<string, string?>
        {
            ["NewItems:EncodeAtOnce"] = "1", ["NewItems:MergeAfter"] = "2", ["Feeds:NewItemEvery"] = "0",
        });
        IUserGrain user = manidala.User("somebody");
        await user.Record([TestManidala.Interaction("c1", 7)]);
        ItemRecord[] records = [.. Enumerable.Range(0, 5).Select(item => new ItemRecord($"fresh-{item}", "", ["even"], Attributes, false, 0, null))];
        await manidala.Grains.GetGrain<IItemsGrain>(0).Put([.. records]);
        await manidala.Service<CatalogFollower>().RunNowAsync();

        await manidala.Service<NewItemsWorker>().RunNowAsync();

        ItemDelta delta = manidala.Service<LiveView>().Current.Delta!;
        Assert.Equal((5, 0), (delta.MergedCount, delta.RecentCount));
        Assert.Equal(5, (await Everything(user)).Count(item => item.Id.StartsWith("fresh", StringComparison.Ordinal) && item.Source == "session"));
    }

    [Fact]
    public async Task GetFeed_StepOverANewItemOnAnotherSilo_EqualsTheLocalOne()
    {
        await using TestManidala local = await StartAsync(_ => []);
        await using TestManidala remote = await StartAsync(silo => new() { ["Models:Hosting"] = silo == 0 ? "Remote" : "ModelsOnly" }, silos: 2);
        await local.PutItemAsync("fresh", Attributes);
        await remote.PutItemAsync("fresh", Attributes);
        ImmutableArray<NewInteraction> clicks = [TestManidala.Interaction("c1", 7), TestManidala.Interaction("c2", 8), Fresh("c3"), TestManidala.Interaction("c4", 9)];
        await local.User("one").Record(clicks);
        await local.User("other").Record([clicks[0], clicks[1], clicks[3]]);
        await remote.User("one").Record(clicks);

        ImmutableArray<FeedItem> expected = await Everything(local.User("one"));
        ImmutableArray<FeedItem> without = await Everything(local.User("other"));
        ImmutableArray<FeedItem> actual = await Everything(remote.User("one"));

        Assert.Equal(expected.Select(item => item.Id), actual.Select(item => item.Id));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-4));
        Assert.NotEqual(expected.Select(item => item.Score), without.Select(item => item.Score));
    }

    private static NewInteraction Fresh(string id) => TestManidala.Interaction(id, 0) with { ItemId = "fresh" };

    private static async Task<ImmutableArray<FeedItem>> Everything(IUserGrain user)
    {
        Feed feed = await user.GetFeed(TestManidala.Query(count: TestManidala.Items + 10, includeSeen: true));
        Assert.False(feed.IsFallback);
        return feed.Items;
    }

    private async Task<TestManidala> StartAsync(Func<int, Dictionary<string, string?>> settings, short silos = 1)
    {
        TestManidala manidala = await TestManidala.StartAsync(silos, withModel: false, settings: settings);
        await manidala.ServeAsync(_tower.AddTo(TestBundle.Contents("tower", TestManidala.Items, TestManidala.Dimension, seed: 1)));
        return manidala;
    }
}
