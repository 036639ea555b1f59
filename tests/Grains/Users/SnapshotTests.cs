using Manidala.Engine.Model;
using Manidala.Engine.Sessions;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;
using Manidala.Grains.Users;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Storage;

namespace Manidala.Grains.Tests.Users;

public sealed class SnapshotTests : IAsyncLifetime
{
    private TestManidala _manidala = null!;

    public async ValueTask InitializeAsync() => _manidala = await TestManidala.StartAsync();

    public ValueTask DisposeAsync() => _manidala.DisposeAsync();

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(50, true)]
    public async Task Deactivate_AfterInteractions_LeavesASnapshotOfManyAlone(int interactions, bool isWorthOne)
    {
        await RecordAsync(0, interactions);

        await _manidala.Cluster.DeactivateAsync(User);

        Assert.Equal(isWorthOne, (await ReadAsync()).RecordExists);
        Assert.Equal(interactions, (await User.GetSession(10)).SeenCount);
    }

    [Fact]
    public async Task Deactivate_WithFewSinceTheSnapshot_WritesNone()
    {
        await RecordAsync(0, 12);
        await _manidala.Cluster.DeactivateAsync(User);
        string? written = (await ReadAsync()).ETag;
        await RecordAsync(12, 9);

        await _manidala.Cluster.DeactivateAsync(User);

        Assert.Equal(written, (await ReadAsync()).ETag);
        Assert.Equal(21, (await User.GetSession(10)).SeenCount);
    }

    [Fact]
    public async Task Deactivate_UnderAnotherModelThanTheSnapshots_WritesTheNewState()
    {
        await RecordAsync(0, 12);
        await User.GetFeed(TestManidala.Query());
        await _manidala.Cluster.DeactivateAsync(User);
        string version = await _manidala.PublishAsync("second", seed: 2);
        await _manidala.WaitForModelAsync(version);
        await User.GetFeed(TestManidala.Query());

        await _manidala.Cluster.DeactivateAsync(User);

        var session = new UserSession(new SessionOptions());
        Assert.True(SessionSnapshot.TryRead((await ReadAsync()).State!.Session, InteractionTypes.Default, session));
        Assert.Equal(version, session.Encoder.ModelVersion);
    }

    [Fact]
    public async Task GetFeed_AfterALongReplay_LeavesASnapshotWithTheModelsState()
    {
        await _manidala.Database.Journal.AppendAsync(
            [.. Enumerable.Range(0, 50).Select(item => new Interaction($"a{item}", "somebody", $"item-{item}", "like", 1, 1))], CancellationToken.None);
        await User.GetFeed(TestManidala.Query());

        await _manidala.Cluster.DeactivateAsync(User);

        var session = new UserSession(new SessionOptions());
        Assert.True(SessionSnapshot.TryRead((await ReadAsync()).State!.Session, InteractionTypes.Default, session));
        Assert.Equal(_manidala.Service<ModelHost>().Current!.Version, session.Encoder.ModelVersion);
        Assert.False(session.Encoder.NeedsStep(session.Encoder.ModelVersion));
    }

    [Fact]
    public async Task Deactivate_OfAGrainThatBeganWithoutItsSnapshot_WritesOverIt()
    {
        await RecordAsync(0, 12);
        await _manidala.Cluster.DeactivateAsync(User);
        await User.Erase(CancellationToken.None);
        await RecordAsync(12, 3);
        await _manidala.Cluster.DeactivateAsync(User);
        Assert.Equal(3, (await User.GetSession(10)).SeenCount);

        await RecordAsync(15, 10);
        await _manidala.Cluster.DeactivateAsync(User);

        var session = new UserSession(new SessionOptions());
        Assert.True(SessionSnapshot.TryRead((await ReadAsync()).State!.Session, InteractionTypes.Default, session));
        Assert.Equal(13, session.Seen.Count);
        Assert.Equal(13, (await User.GetSession(10)).SeenCount);
    }

    [Fact]
    public async Task Erase_OfAGrainThatBeganWithoutItsSnapshot_ClearsIt()
    {
        // As after an end between the two halves of an erasure: the rows are gone, and the snapshot is not.
        await RecordAsync(0, 12);
        await _manidala.Cluster.DeactivateAsync(User);
        await _manidala.Database.Journal.EraseUserAsync("somebody", CancellationToken.None);

        Assert.Equal(0, (await User.GetSession(10)).SeenCount);
        await User.Erase(CancellationToken.None);

        Assert.False((await ReadAsync()).RecordExists);
    }

    private IUserGrain User => _manidala.User("somebody");

    private async Task RecordAsync(int from, int count) =>
        await User.Record([.. Enumerable.Range(from, count).Select(item => TestManidala.Interaction($"a{item}", item))]);

    private async Task<GrainState<UserSnapshot>> ReadAsync()
    {
        IServiceProvider services = _manidala.Cluster.GetSiloServiceProvider(_manidala.Cluster.Silos[0].SiloAddress);
        var row = new GrainState<UserSnapshot>(new UserSnapshot());
        await services.GetRequiredKeyedService<IGrainStorage>(GrainStorageNames.Sessions).ReadStateAsync("session", User.GetGrainId(), row);
        return row;
    }
}
