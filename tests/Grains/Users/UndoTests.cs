using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;

namespace Manidala.Grains.Tests.Users;

/// <summary>What is taken back is as if it had never been, for the session, its replay and what is trending.</summary>
public sealed class UndoTests : IAsyncLifetime
{
    private TestManidala _manidala = null!;

    public async ValueTask InitializeAsync() => _manidala = await TestManidala.StartAsync();

    public ValueTask DisposeAsync() => _manidala.DisposeAsync();

    [Fact]
    public async Task Record_Undo_MakesTheNextFeedThatOfSomebodyWhoNeverDidIt()
    {
        IUserGrain user = _manidala.User("undoes");
        IUserGrain twin = _manidala.User("never-did");
        await twin.Record([TestManidala.Interaction("a", 1)]);
        await user.Record([TestManidala.Interaction("a", 1), TestManidala.Interaction("b", 2, "like"), TestManidala.Interaction("c", 3, "hide")]);
        Feed before = await user.GetFeed(TestManidala.Query(count: 30));

        await user.Record([TestManidala.Interaction("d", 2, "undo:like"), TestManidala.Interaction("e", 3, "undo:hide")]);

        Feed after = await user.GetFeed(TestManidala.Query(count: 30));
        Assert.Equal(before.Sequence + 2, after.Sequence);
        Assert.Equal(Scores(await twin.GetFeed(TestManidala.Query(count: 30))), Scores(after));
        Assert.NotEqual(Scores(before), Scores(after));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public async Task Activate_AfterAnUndo_ReplaysWithoutWhatWasTakenBack(int interactions)
    {
        IUserGrain user = _manidala.User("returns");
        await user.Record([.. Enumerable.Range(0, interactions).Select(item => TestManidala.Interaction($"a{item}", item))]);
        await user.Record([TestManidala.Interaction("b", 20, "like")]);
        await user.GetFeed(TestManidala.Query());
        await _manidala.Cluster.DeactivateAsync(user);
        await user.Record([TestManidala.Interaction("c", 20, "undo:like")]);
        Feed before = await user.GetFeed(TestManidala.Query());

        await _manidala.Cluster.DeactivateAsync(user);

        Feed after = await user.GetFeed(TestManidala.Query());
        Assert.Equal(Scores(before), Scores(after));
        Assert.Equal(interactions, (await user.GetSession(10)).SeenCount);
    }

    [Fact]
    public async Task Record_UndoAgainUnderItsId_IsADuplicateAndChangesNothing()
    {
        IUserGrain user = _manidala.User("repeats");
        await user.Record([TestManidala.Interaction("a", 1, "like")]);
        await user.Record([TestManidala.Interaction("b", 1, "undo:like")]);
        await user.Record([TestManidala.Interaction("c", 1, "like")]);

        RecordedInteraction again = Assert.Single(await user.Record([TestManidala.Interaction("b", 1, "undo:like")]));

        Assert.True(again.IsDuplicate);
        Assert.Equal(1, (await user.GetSession(10)).SeenCount);
    }

    [Fact]
    public async Task Record_Seen_KeepsTheItemFromComingBackAndLeavesTheRestAsItIs()
    {
        IUserGrain user = _manidala.User("sees");
        await user.Record([TestManidala.Interaction("a", 1)]);
        Feed before = await user.GetFeed(TestManidala.Query());

        await user.Record([new NewInteraction("b", before.Items[0].Id, "seen", 0, 1)]);

        Feed after = await user.GetFeed(TestManidala.Query());
        Assert.Equal(before.Items.Skip(1).Select(item => item.Id), after.Items.Take(9).Select(item => item.Id));
    }

    [Fact]
    public async Task Trending_AfterAnUndo_HasWhatIsLeft()
    {
        await _manidala.User("one").Record([TestManidala.Interaction("a", 1, "like"), TestManidala.Interaction("b", 2, "purchase")]);
        await _manidala.User("two").Record([TestManidala.Interaction("a", 1, "view")]);
        RecordedInteraction last = Assert.Single(await _manidala.User("one").Record([TestManidala.Interaction("c", 2, "undo:purchase")]));

        await _manidala.RefreshTrendingAsync(last.Sequence);

        TrendingSlice top = await _manidala.Grains.GetGrain<ITrendingGrain>(0).Top(10);
        Assert.Equal(["item-1"], top.Items.Select(item => item.ItemId));
    }

    private static IEnumerable<(string, float)> Scores(Feed feed) => feed.Items.Select(item => (item.Id, item.Score));
}
