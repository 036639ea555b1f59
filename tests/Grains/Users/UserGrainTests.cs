using System.Collections.Immutable;
using Manidala.Engine.Feeds;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;

namespace Manidala.Grains.Tests.Users;

public sealed class UserGrainTests : IAsyncLifetime
{
    private TestManidala _manidala = null!;

    public async ValueTask InitializeAsync() => _manidala = await TestManidala.StartAsync();

    public ValueTask DisposeAsync() => _manidala.DisposeAsync();

    [Fact]
    public async Task Record_SameIdAgain_IsADuplicateOfTheFirst()
    {
        RecordedInteraction first = Assert.Single(await User.Record([TestManidala.Interaction("a", 1)]));

        RecordedInteraction again = Assert.Single(await User.Record([TestManidala.Interaction("a", 1)]));

        Assert.False(first.IsDuplicate);
        Assert.Equal(first with { IsDuplicate = true }, again);
    }

    [Fact]
    public async Task Record_UnknownType_NamesTheAllowedOnesAndWritesNothing()
    {
        var wrong = TestManidala.Interaction("b", 1, "stare");

        InvalidRequestException refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => User.Record([TestManidala.Interaction("a", 1), wrong]));

        Assert.Equal("type", refused.Field);
        Assert.Contains("like", refused.Allowed);
        Assert.Empty(await User.Export(0, 10));
    }

    [Fact]
    public async Task GetFeed_NewUser_GetsTrendingAndExploration()
    {
        await _manidala.User("crowd").Record([.. Enumerable.Range(0, 5).Select(item => TestManidala.Interaction($"c{item}", item, "like"))]);
        await _manidala.RefreshTrendingAsync(through: 5);

        Feed feed = await User.GetFeed(TestManidala.Query(count: 8));

        Assert.Equal(8, feed.Items.Length);
        Assert.Equal(0, feed.Sequence);
        Assert.Contains(feed.Items, item => item.Source == "trending");
        Assert.Contains(feed.Items, item => item.Source == "exploration");
        Assert.Distinct(feed.Items.Select(item => item.Id));
    }

    [Fact]
    public async Task GetFeed_HiddenItem_DoesNotComeBack()
    {
        await User.Record([TestManidala.Interaction("a", 1)]);
        Feed before = await User.GetFeed(TestManidala.Query());

        string hidden = before.Items[0].Id;
        await User.Record([new NewInteraction("b", hidden, "hide", 0, 1)]);
        Feed after = await User.GetFeed(TestManidala.Query());

        Assert.DoesNotContain(after.Items, item => item.Id == hidden);
        Assert.Equal(before.Items.Skip(1).Select(item => item.Id), after.Items.Take(9).Select(item => item.Id));
    }

    [Fact]
    public async Task GetFeed_Category_IsNeverShortWhileItemsRemain()
    {
        await User.Record([.. Enumerable.Range(0, 20).Select(item => TestManidala.Interaction($"a{item}", item))]);

        Feed feed = await User.GetFeed(TestManidala.Query(count: 50, category: "odd"));

        Assert.Equal(20, feed.Items.Length);
        Assert.All(feed.Items, item => Assert.Equal(1, int.Parse(item.Id[5..]) % 2));
        Assert.Null(feed.Cursor);
    }

    [Fact]
    public async Task GetFeed_UnknownCategory_NamesTheField()
    {
        InvalidRequestException refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => User.GetFeed(TestManidala.Query(category: "purple")));

        Assert.Equal("category", refused.Field);
    }

    [Fact]
    public async Task GetFeed_Exclude_LeavesThemOut()
    {
        await User.Record([TestManidala.Interaction("a", 1)]);
        Feed all = await User.GetFeed(TestManidala.Query());

        Feed feed = await User.GetFeed(TestManidala.Query(exclude: [all.Items[0].Id, all.Items[3].Id, "no-such-item"]));

        Assert.DoesNotContain(feed.Items, item => item.Id == all.Items[0].Id || item.Id == all.Items[3].Id);
        Assert.Equal(10, feed.Items.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetFeed_ScrollToTheEnd_ShowsEveryItemOnce(bool withSession)
    {
        if (withSession)
        {
            await User.Record([TestManidala.Interaction("a", 1)]);
        }

        var shown = new List<string>();
        string? cursor = null;
        do
        {
            Feed page = await User.GetFeed(TestManidala.Query(count: 7, cursor: cursor));
            shown.AddRange(page.Items.Select(item => item.Id));
            cursor = page.Cursor;
        }
        while (cursor is not null);

        Assert.Distinct(shown);
        Assert.Equal(TestManidala.Items - (withSession ? 1 : 0), shown.Count);
    }

    [Fact]
    public async Task GetFeed_IncludeSeen_BringsThemBack()
    {
        await User.Record([.. Enumerable.Range(0, TestManidala.Items).Select(item => TestManidala.Interaction($"a{item}", item))]);

        Assert.Empty((await User.GetFeed(TestManidala.Query())).Items);
        Assert.Equal(10, (await User.GetFeed(TestManidala.Query(includeSeen: true))).Items.Length);
    }

    [Fact]
    public async Task GetFeed_ItemThatAppearsAfterItsInteraction_CountsThen()
    {
        await User.Record([TestManidala.Interaction("a", 1), new NewInteraction("b", "late", "like", 0, 1), TestManidala.Interaction("c", 2)]);
        Assert.Equal(2, (await User.GetSession(10)).SeenCount);

        await _manidala.PutItemAsync("late");

        await User.GetFeed(TestManidala.Query());
        Assert.Equal(3, (await User.GetSession(10)).SeenCount);
    }

    [Fact]
    public async Task GetFeed_NewItem_GetsAPlaceAmongTheModelsItems()
    {
        await User.Record([TestManidala.Interaction("a", 1)]);

        await _manidala.PutItemAsync("fresh");
        Feed feed = await User.GetFeed(TestManidala.Query());

        FeedItem fresh = Assert.Single(feed.Items, item => item.Id == "fresh");
        Assert.Equal("exploration", fresh.Source);
    }

    [Fact]
    public async Task WaitForChange_Interaction_Answers()
    {
        FeedVersion before = await User.WaitForChange(default, TimeSpan.Zero);
        Task<FeedVersion> waiting = User.WaitForChange(before, TimeSpan.FromSeconds(8));

        RecordedInteraction recorded = Assert.Single(await User.Record([TestManidala.Interaction("a", 1)]));

        Assert.Equal(before with { Sequence = recorded.Sequence }, await waiting);
    }

    [Fact]
    public async Task WaitForChange_Nothing_AnswersTheSameAfterTheWait()
    {
        FeedVersion before = await User.WaitForChange(default, TimeSpan.Zero);

        Assert.Equal(before, await User.WaitForChange(before, TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public async Task Erase_UserWithSnapshot_LeavesNothing()
    {
        await User.Record([.. Enumerable.Range(0, 20).Select(item => TestManidala.Interaction($"a{item}", item))]);
        await _manidala.Cluster.DeactivateAsync(User);

        Assert.Equal(20, await User.Erase());

        Assert.Empty(await User.Export(0, 10));
        SessionView session = await User.GetSession(10);
        Assert.Equal((0L, 0), (session.Sequence, session.SeenCount));
        Assert.False(Assert.Single(await User.Record([TestManidala.Interaction("a1", 1)])).IsDuplicate);
    }

    [Fact]
    public async Task Export_Pages_GiveEverythingInOrder()
    {
        await User.Record([.. Enumerable.Range(0, 5).Select(item => TestManidala.Interaction($"a{item}", item))]);

        ImmutableArray<JournaledInteraction> first = await User.Export(0, 3);
        ImmutableArray<JournaledInteraction> second = await User.Export(first[^1].Sequence, 3);

        Assert.Equal(["item-0", "item-1", "item-2", "item-3", "item-4"], first.Concat(second).Select(one => one.ItemId));
    }

    [Fact]
    public async Task GetFeed_AfterDeactivationWithoutModelChange_UsesTheSnapshotsState()
    {
        await User.Record([.. Enumerable.Range(0, 30).Select(item => TestManidala.Interaction($"a{item}", item))]);
        Feed before = await User.GetFeed(TestManidala.Query());
        await _manidala.Cluster.DeactivateAsync(User);

        Feed after = await User.GetFeed(TestManidala.Query());

        Assert.Equal(before.Items.Select(item => (item.Id, item.Score)), after.Items.Select(item => (item.Id, item.Score)));
    }

    [Fact]
    public async Task Activate_IdsThatLookLikeTheSameNumber_HaveSnapshotsOfTheirOwn()
    {
        string[] ids = ["ab", "AB", "00ab", "000000000000000000000000000000ab"];
        for (int user = 0; user < ids.Length; user++)
        {
            await _manidala.User(ids[user]).Record([.. Enumerable.Range(0, user + 10).Select(item => TestManidala.Interaction($"c{item}", item))]);
            await _manidala.Cluster.DeactivateAsync(_manidala.User(ids[user]));
        }

        for (int user = 0; user < ids.Length; user++)
        {
            Assert.Equal(user + 10, (await _manidala.User(ids[user]).GetSession(10)).SeenCount);
        }
    }

    private IUserGrain User => _manidala.User("somebody");
}
