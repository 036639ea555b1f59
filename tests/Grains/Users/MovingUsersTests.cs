using Manidala.Engine.Sessions;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;
using Orleans;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace Manidala.Grains.Tests.Users;

/// <summary>What becomes of users when silos come and go.</summary>
public sealed class MovingUsersTests
{
    [Fact]
    public async Task Stop_SiloOfAUser_SendsTheSessionToAnotherOneWithoutAReplay()
    {
        FaultyJournal? journal = null;
        await using TestManidala manidala = await TestManidala.StartAsync(silos: 2, journal: real => journal ??= new FaultyJournal(real));
        IUserGrain user = manidala.User("somebody");
        await user.Record([.. Enumerable.Range(0, 5).Select(item => TestManidala.Interaction($"a{item}", item))]);
        Feed before = await user.GetFeed(TestManidala.Query());
        SiloAddress home = await HomeOfAsync(manidala, user);
        int read = journal!.EntriesRead;

        await manidala.Cluster.StopSiloAsync(manidala.Cluster.Silos.Single(silo => silo.SiloAddress.Equals(home)));
        Feed after = await user.GetFeed(TestManidala.Query());

        Assert.NotEqual(home, await HomeOfAsync(manidala, user));
        Assert.False(after.IsFallback);
        Assert.Equal(before.Sequence, after.Sequence);
        Assert.Equal(before.Items.Select(item => item.Id), after.Items.Select(item => item.Id));

        // The last event alone, at the beginning and for a feed while silos go: whether the user was erased meanwhile.
        Assert.Equal(read + 2, journal.EntriesRead);
    }

    [Theory]
    [InlineData("01:00:00", true)]
    [InlineData("00:00:00", false)]
    public async Task GetFeed_ATwinHasJustRecorded_ReflectsItWhileSilosComeAndGo(string unsettledFor, bool isReflected)
    {
        await using TestManidala manidala = await TestManidala.StartAsync(silos: 2, settings: _ => new() { ["Sessions:UnsettledFor"] = unsettledFor });
        IUserGrain user = manidala.User("somebody");
        await user.Record([TestManidala.Interaction("a", 1)]);

        // As another activation would, that this one knows nothing of.
        IReadOnlyList<Storage.AppendResult> twins = await manidala.Database.Journal.AppendAsync(
            [new Interaction("b", "somebody", "item-2", "like", 1, 1)], CancellationToken.None);
        Feed feed = await user.GetFeed(TestManidala.Query(count: 60));

        Assert.Equal(isReflected, feed.Sequence == twins[0].Sequence);
        Assert.Equal(isReflected, feed.Items.All(item => item.Id != "item-2"));
    }

    [Fact]
    public async Task StandIn_ForAnybody_IsAFeedThatSaysSo()
    {
        await using TestManidala manidala = await TestManidala.StartAsync();
        await manidala.User("somebody").Record([TestManidala.Interaction("a", 1)]);

        Feed feed = await manidala.Grains.GetGrain<IStandInGrain>(7).GetFeed("somebody", TestManidala.Query(count: 60, exclude: "item-3"));

        Assert.True(feed.IsFallback);
        Assert.Equal(("somebody", 0L), (feed.UserId, feed.Sequence));
        Assert.Equal(TestManidala.Items - 1, feed.Items.Length);
        Assert.DoesNotContain(feed.Items, item => item.Id == "item-3");
    }

    private static async Task<SiloAddress> HomeOfAsync(TestManidala manidala, IUserGrain user) =>
        (await manidala.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress((IAddressable)user))!;
}
