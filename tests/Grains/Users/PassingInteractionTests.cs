using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;

namespace Manidala.Grains.Tests.Users;

/// <summary>What has no consent changes the feed of its own answer, and nothing else.</summary>
public sealed class PassingInteractionTests : IAsyncLifetime
{
    private TestManidala _manidala = null!;

    public async ValueTask InitializeAsync() => _manidala = await TestManidala.StartAsync();

    public ValueTask DisposeAsync() => _manidala.DisposeAsync();

    [Fact]
    public async Task GetFeedAfter_Interactions_IsTheFeedOfOneWhoDidThem()
    {
        NewInteraction[] done = [.. Enumerable.Range(0, 6).Select(item => TestManidala.Interaction($"a{item}", item, "like"))];
        await _manidala.User("all-stored").Record([.. done]);
        await _manidala.User("partly").Record([.. done[..3]]);

        Feed wanted = await _manidala.User("all-stored").GetFeed(TestManidala.Query());
        Feed passing = await _manidala.User("partly").GetFeedAfter([.. done[3..]], TestManidala.Query());

        Assert.False(passing.IsFallback);
        Assert.Equal(OfTheModel(wanted), OfTheModel(passing));
        Assert.NotEqual(OfTheModel(await _manidala.User("partly").GetFeed(TestManidala.Query())), OfTheModel(passing));
    }

    [Fact]
    public async Task GetFeedAfter_Interactions_LeavesNoTrace()
    {
        IUserGrain user = _manidala.User("somebody");
        await user.Record([TestManidala.Interaction("a", 1, "like")]);
        Feed before = await user.GetFeed(TestManidala.Query());

        Feed passing = await user.GetFeedAfter([TestManidala.Interaction("b", 2, "like"), TestManidala.Interaction("c", 3, "hide")], TestManidala.Query(50));

        Assert.DoesNotContain(passing.Items, item => item.Id is "item-2" or "item-3");
        Assert.Equal(before.Sequence, passing.Sequence);
        Feed after = await user.GetFeed(TestManidala.Query());
        Assert.Equal(before.Items, after.Items);
        Assert.Equal(before.Sequence, after.Sequence);
        Assert.Equal(["item-1"], (await user.Export(0, 10)).Select(each => each.ItemId));
        Assert.Equal(["item-1"], (await user.ExportSession()).Seen);
    }

    [Fact]
    public async Task GetFeedAfter_UnknownType_IsRefusedByName()
    {
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => _manidala.User("somebody").GetFeedAfter([TestManidala.Interaction("b", 2, "sniff")], TestManidala.Query()));

        Assert.Equal("type", refused.Field);
    }

    private static string[] OfTheModel(Feed feed) => [.. feed.Items.Where(item => item.Source == "session").Select(item => item.Id)];
}
