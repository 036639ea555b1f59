using System.Collections.Immutable;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;
using Manidala.Storage;

namespace Manidala.Grains.Tests.Users;

/// <summary>Feedback and what it means for the session are one thing: given, overwritten, taken back and erased together.</summary>
public sealed class FeedbackTests : IAsyncLifetime
{
    private const long When = 1_700_000_000_000;

    private TestManidala _manidala = null!;

    public async ValueTask InitializeAsync() => _manidala = await TestManidala.StartAsync();

    public ValueTask DisposeAsync() => _manidala.DisposeAsync();

    [Fact]
    public async Task Put_New_IsInTheListTheJournalAndTheNextFeed()
    {
        await User.PutFeedback([Given("star", 1, "like") with { LabelsJson = """["a"]""", Comment = "nice", Value = 2 }], false);

        FeedbackRecord kept = Assert.Single(await ListAsync());
        Assert.Equal(new FeedbackRecord(new("star", "ada", "item-1"), 2, When, """["a"]""", "nice"), kept);
        JournaledInteraction journaled = Assert.Single(await User.Export(0, 10));
        Assert.Equal(("item-1", "like", When, 2.0), (journaled.ItemId, journaled.Type, journaled.TimestampMs, journaled.Value));
        Assert.Equal(journaled.Sequence, (await User.GetFeed(TestManidala.Query())).Sequence);
        Assert.NotNull(await _manidala.Grains.GetGrain<IProfilesGrain>(0).Get("ada"));
    }

    [Fact]
    public async Task Put_Again_KeepsOrOverwrites()
    {
        await User.PutFeedback([Given("star", 1, "like"), Given("star", 1, "like") with { Value = 9 }], false);

        await User.PutFeedback([Given("star", 1, "like") with { Value = 5, Comment = "kept out" }], false);
        Assert.Equal((1, ""), Assert.Single((await ListAsync()).Select(each => (each.Value, each.Comment))));
        Assert.Single(await User.Export(0, 10));

        await User.PutFeedback([Given("star", 1, "like") with { Value = 5, Comment = "over" }], true);
        Assert.Equal((5, "over"), Assert.Single((await ListAsync()).Select(each => (each.Value, each.Comment))));
        Assert.Equal(["like", "undo:like", "like"], (await User.Export(0, 10)).Select(each => each.Type));

        await User.PutFeedback([Given("star", 1, "like") with { Value = 5, Comment = "words alone" }], true);
        Assert.Equal((5, "words alone"), Assert.Single((await ListAsync()).Select(each => (each.Value, each.Comment))));
        Assert.Equal(3, (await User.Export(0, 10)).Length);
    }

    [Fact]
    public async Task Put_OverADislike_ChangesWhatTheSessionKnows()
    {
        IUserGrain twin = _manidala.User("twin");
        await twin.Record([TestManidala.Interaction("a", 1, "like")]);
        await User.PutFeedback([Given("rating", 1, "dislike") with { Value = 1 }], true);

        await User.PutFeedback([Given("rating", 1, "like") with { Value = 5 }], true);

        Assert.Equal(await FeedOfAsync(twin), await FeedOfAsync(User));
    }

    [Fact]
    public async Task Delete_MakesTheNextFeedThatOfSomebodyWhoNeverGaveIt()
    {
        IUserGrain twin = _manidala.User("twin");
        await twin.Record([TestManidala.Interaction("a", 1, "like")]);
        await User.PutFeedback([Given("star", 1, "like"), Given("star", 2, "like"), Given("read", 2, "view")], false);

        int gone = await User.DeleteFeedback("item-2", null);

        Assert.Equal(2, gone);
        Assert.Equal(["item-1"], (await ListAsync()).Select(each => each.Place.ItemId));
        Assert.Equal(await FeedOfAsync(twin), await FeedOfAsync(User));
        Assert.Equal(0, await User.DeleteFeedback("item-2", null));
    }

    [Fact]
    public async Task Delete_OfOneTypeOfTwoThatSayTheSame_LeavesTheInteraction()
    {
        await User.PutFeedback([Given("star", 1, "like"), Given("fork", 1, "like")], false);

        Assert.Equal(1, await User.DeleteFeedback("item-1", "star"));

        Assert.Equal(["like", "like"], (await User.Export(0, 10)).Select(each => each.Type));
        Assert.Equal(["fork"], (await ListAsync()).Select(each => each.Place.FeedbackType));
        Assert.Equal(1, await User.DeleteFeedback("item-1", "fork"));
        Assert.Equal(0, (await User.GetSession(10)).SeenCount);
    }

    [Fact]
    public async Task Put_AfterADelete_CountsAnew()
    {
        await User.PutFeedback([Given("star", 1, "like")], false);
        await User.DeleteFeedback("item-1", "star");

        await User.PutFeedback([Given("star", 1, "like")], false);

        Assert.Equal(1, (await User.GetSession(10)).SeenCount);
        Assert.Equal(["like", "undo:like", "like"], (await User.Export(0, 10)).Select(each => each.Type));
    }

    [Fact]
    public async Task Put_WhoseAnswerWasLostBeforeTheList_IsFinishedByItsRepetition()
    {
        await User.PutFeedback([Given("star", 1, "like")], false);

        // As it is where the process ended between the journal and the list.
        await _manidala.Database.Feedback.EraseUserAsync("ada", CancellationToken.None);
        await User.PutFeedback([Given("star", 1, "like")], false);

        Assert.Single(await ListAsync());
        Assert.Single(await User.Export(0, 10));
    }

    [Fact]
    public async Task Put_DatedLater_CountsWhenItsTimeHasCome()
    {
        long later = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        await User.PutFeedback([Given("read", 1, "seen") with { TimestampMs = later }], false);

        Assert.Empty(await ListAsync());
        await User.JournalDueFeedback();
        Assert.Empty(await User.Export(0, 10));
        StoredFeedback pending = Assert.Single(await _manidala.Database.Feedback.FindAsync("ada", ["item-1"], CancellationToken.None));
        Assert.True(pending.IsPending);

        // Its time comes.
        await _manidala.Database.Feedback.PutAsync([pending with { TimestampMs = When }], CancellationToken.None);
        await User.JournalDueFeedback();

        Assert.Equal(["seen"], (await User.Export(0, 10)).Select(each => each.Type));
        Assert.Single(await ListAsync());
        Assert.Equal(1, (await User.GetSession(10)).SeenCount);
        Assert.Empty(await _manidala.Database.Feedback.ReadDueUsersAsync(later, 10, CancellationToken.None));
    }

    [Fact]
    public async Task Erase_TakesFeedbackAndProfileAlong()
    {
        await User.PutFeedback([Given("star", 1, "like")], false);

        await User.Erase();

        Assert.Empty(await ListAsync());
        Assert.Null(await _manidala.Grains.GetGrain<IProfilesGrain>(0).Get("ada"));
        Assert.Empty(await User.Export(0, 10));
    }

    [Fact]
    public async Task PassingSession_IsTheFeedOfWhoDidTheSame()
    {
        IUserGrain twin = _manidala.User("twin");
        ImmutableArray<NewInteraction> deeds = [TestManidala.Interaction("a", 1), TestManidala.Interaction("b", 5, "like")];
        await twin.Record(deeds);

        Feed feed = await _manidala.Grains.GetGrain<IPassingSessionGrain>(0).GetFeed(deeds, TestManidala.Query());

        Assert.Equal(await FeedOfAsync(twin), feed.Items.Select(item => (item.Id, item.Score)));
    }

    private IUserGrain User => _manidala.User("ada");

    private static NewFeedback Given(string feedbackType, int item, string type) => new(feedbackType, $"item-{item}", type, 1, When, "null", "");

    private async Task<ImmutableArray<FeedbackRecord>> ListAsync() => await _manidala.Grains.GetGrain<IFeedbackGrain>(0).OfUser("ada", null);

    private static async Task<IEnumerable<(string, float)>> FeedOfAsync(IUserGrain user) =>
        [.. (await user.GetFeed(TestManidala.Query())).Items.Select(item => (item.Id, item.Score))];
}
