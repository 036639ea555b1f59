using System.Collections.Immutable;
using Manidala.Engine.Sessions;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;
using Manidala.Grains.Users;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Manidala.Grains.Tests.Users;

/// <summary>An erasure is whole, wherever something ends in the middle of it.</summary>
public sealed class ErasureTests
{
    [Fact]
    public async Task Erase_SiloKilledBetweenItsHalves_LeavesAUserWhomTheNextCallErases()
    {
        FaultyJournal? journal = null;
        await using TestManidala manidala = await TestManidala.StartAsync(silos: 2, journal: real => journal ??= new FaultyJournal(real));
        IUserGrain user = manidala.User("somebody");
        await RecordAsync(user, 0, 12);
        await manidala.Cluster.DeactivateAsync(user);
        Assert.True((await SnapshotAsync(manidala, silo: 0)).RecordExists);
        await user.GetSession(1);
        SiloAddress home = (await manidala.Cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(user))!;
        Task began = journal!.HoldErasures();
        Task<long> erasure = user.Erase();
        await began.WaitAsync(TimeSpan.FromSeconds(30));

        await manidala.Cluster.KillSiloAsync(manidala.Cluster.Silos.Single(silo => silo.SiloAddress.Equals(home)));
        await Assert.ThrowsAnyAsync<Exception>(() => erasure.WaitAsync(TimeSpan.FromSeconds(60)));
        journal.ReleaseErasures();

        // The snapshot is gone already, and the journal has everything: nobody is half erased.
        Assert.False((await SnapshotAsync(manidala, silo: 0)).RecordExists);
        Assert.Equal(12, (await user.GetSession(20)).SeenCount);
        Assert.Equal(12, await user.Erase());
        Assert.Equal(0, (await user.GetSession(20)).SeenCount);
        Assert.False((await SnapshotAsync(manidala, silo: 0)).RecordExists);
    }

    [Fact]
    public async Task Activate_SnapshotOfBeforeAnErasure_IsNotUsed()
    {
        await using TestManidala manidala = await TestManidala.StartAsync();
        IUserGrain user = manidala.User("somebody");
        await RecordAsync(user, 0, 12);
        await manidala.Cluster.DeactivateAsync(user);

        // As by a second activation elsewhere, which wrote its snapshot when this user had been erased: the rows are gone, and the snapshot is not.
        await manidala.Database.Journal.EraseUserAsync("somebody", CancellationToken.None);
        await manidala.Database.Journal.AppendAsync(
            [.. Enumerable.Range(20, 12).Select(item => new Interaction($"b{item}", "somebody", $"item-{item}", "like", 1, 1))], CancellationToken.None);
        Assert.True((await SnapshotAsync(manidala, silo: 0)).RecordExists);

        SessionView session = await user.GetSession(20);

        Assert.Equal(Enumerable.Range(20, 12).Reverse().Select(item => $"item-{item}"), session.Recent.Select(each => each.ItemId));
        Assert.Equal(12, session.SeenCount);
        await manidala.Cluster.DeactivateAsync(user);
        var written = new UserSession(new SessionOptions());
        Assert.True(SessionSnapshot.TryRead((await SnapshotAsync(manidala, silo: 0)).State!.Session, InteractionTypes.Default, written));
        Assert.Equal(12, written.Seen.Count);
    }

    [Fact]
    public async Task GetFeed_ErasedByATwin_ForgetsTheUserWhileSilosComeAndGo()
    {
        await using TestManidala manidala = await TestManidala.StartAsync(silos: 2, settings: _ => new() { ["Sessions:UnsettledFor"] = "01:00:00" });
        IUserGrain user = manidala.User("somebody");
        await RecordAsync(user, 0, 3);
        await user.GetFeed(TestManidala.Query());

        await manidala.Database.Journal.EraseUserAsync("somebody", CancellationToken.None);
        Feed feed = await user.GetFeed(TestManidala.Query());

        Assert.Equal(0, feed.Sequence);
        Assert.Equal(0, (await user.GetSession(10)).SeenCount);
    }

    [Fact]
    public async Task ExportSession_UserWithASnapshot_HasAllOfIt()
    {
        await using TestManidala manidala = await TestManidala.StartAsync();
        IUserGrain user = manidala.User("somebody");
        await RecordAsync(user, 0, 12);
        await manidala.Cluster.DeactivateAsync(user);

        HeldSession held = await user.ExportSession();

        Assert.Equal(Enumerable.Range(0, 12).Select(item => $"item-{item}"), held.Seen);
        Assert.Equal(Enumerable.Range(0, 12).Select(item => $"item-{item}"), held.History);
        Assert.Equal((await user.GetSession(1)).Sequence, held.Sequence);
        Assert.Equal((await SnapshotAsync(manidala, silo: 0)).State!.Session, held.Snapshot);
        var state = new UserSession(new SessionOptions());
        Assert.True(SessionSnapshot.TryRead(held.State.ToArray(), InteractionTypes.Default, state));
        Assert.Equal(held.Sequence, state.LastSequence);
    }

    [Fact]
    public async Task List_AfterErasures_SaysHowManyAndNotWhom()
    {
        await using TestManidala manidala = await TestManidala.StartAsync();
        await RecordAsync(manidala.User("somebody"), 0, 5);
        await manidala.User("somebody").Erase();

        ImmutableArray<ErasureRecord> erasures = await manidala.Grains.GetGrain<IErasuresGrain>(0).List(long.MaxValue, 10);

        Assert.Equal(5, Assert.Single(erasures).Interactions);
    }

    private static async Task RecordAsync(IUserGrain user, int from, int count) =>
        await user.Record([.. Enumerable.Range(from, count).Select(item => TestManidala.Interaction($"a{item}", item))]);

    private static async Task<GrainState<UserSnapshot>> SnapshotAsync(TestManidala manidala, int silo)
    {
        IServiceProvider services = manidala.Cluster.GetSiloServiceProvider(manidala.Cluster.GetActiveSilos().ElementAt(silo).SiloAddress);
        var row = new GrainState<UserSnapshot>(new UserSnapshot());
        await services.GetRequiredKeyedService<IGrainStorage>(GrainStorageNames.Sessions)
            .ReadStateAsync("session", manidala.User("somebody").GetGrainId(), row);
        return row;
    }
}
