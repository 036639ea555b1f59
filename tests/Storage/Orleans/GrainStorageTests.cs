using Manidala.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Manidala.Storage.Tests.Orleans;

public sealed class SqliteGrainStorageTests() : GrainStorageTests(new SqliteTestDatabase());

public sealed class PostgresGrainStorageTests(PostgresFixture postgres) : GrainStorageTests(new PostgresTestDatabase(postgres));

/// <summary>Orleans' own provider on our tables, in a real silo.</summary>
public abstract class GrainStorageTests(TestDatabase kind) : DatabaseTest(kind)
{
    private const string StateName = "counter";

    [Fact]
    public async Task Grain_WrittenThenDeactivated_ReadsItsStateBack()
    {
        await using InProcessTestCluster cluster = await StartAsync();
        ICounterGrain grain = cluster.Client.GetGrain<ICounterGrain>("a user");

        await grain.Add(2);
        await grain.Add(3);
        await grain.Deactivate();
        (int value, bool exists) = await grain.Read();

        Assert.Equal((5, true), (value, exists));
        Assert.Equal((0, false), await cluster.Client.GetGrain<ICounterGrain>("another").Read());
    }

    [Fact]
    public async Task Grain_Cleared_IsEmptyAndCanBeWrittenAgain()
    {
        await using InProcessTestCluster cluster = await StartAsync();
        ICounterGrain grain = cluster.Client.GetGrain<ICounterGrain>("a user");

        await grain.Add(2);
        await grain.Clear();
        await grain.Deactivate();
        (int, bool) cleared = await grain.Read();
        await grain.Add(7);
        await grain.Deactivate();

        Assert.Equal((0, false), cleared);
        Assert.Equal((7, true), await grain.Read());
    }

    [Fact]
    public async Task WriteStateAsync_StaleEtag_IsAConflict()
    {
        await using InProcessTestCluster cluster = await StartAsync();
        IGrainStorage storage = StorageOf(cluster);
        GrainId id = GrainId.Create("counter", "x y");
        GrainState<CounterState> mine = new(new() { Value = 1 });
        await storage.WriteStateAsync(StateName, id, mine);
        GrainState<CounterState> theirs = new(new());
        await storage.ReadStateAsync(StateName, id, theirs);
        theirs.State!.Value = 2;
        await storage.WriteStateAsync(StateName, id, theirs);

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync(StateName, id, mine));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync(StateName, id, mine));
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => storage.WriteStateAsync(StateName, GrainId.Create("counter", "no such row"), new GrainState<CounterState>(new()) { ETag = "1" }));

        await storage.ReadStateAsync(StateName, id, mine);
        Assert.Equal(2, mine.State!.Value);
    }

    [Fact]
    public async Task WriteStateAsync_ManyFirstWritesAtOnce_OneWins()
    {
        await using InProcessTestCluster cluster = await StartAsync();
        IGrainStorage storage = StorageOf(cluster);

        for (int key = 0; key < 5; key++)
        {
            GrainId id = GrainId.Create("counter", $"user {key}");
            Task[] writes = [.. Enumerable.Range(0, 16).Select(i => Task.Run(() =>
                storage.WriteStateAsync(StateName, id, new GrainState<CounterState>(new() { Value = i }))))];
            await Task.WhenAll(writes.Select(write => write.ContinueWith(_ => { }, TaskScheduler.Default)));

            Assert.Equal(1, writes.Count(write => write.IsCompletedSuccessfully));
            Assert.All(writes.Where(write => write.IsFaulted), write => Assert.IsType<InconsistentStateException>(write.Exception!.InnerException));
            GrainState<CounterState> read = new(new());
            await storage.ReadStateAsync(StateName, id, read);
            Assert.True(read.RecordExists);
        }
    }

    private static IGrainStorage StorageOf(InProcessTestCluster cluster) =>
        cluster.GetSiloServiceProvider().GetRequiredKeyedService<IGrainStorage>(CounterGrain.Storage);

    private async Task<InProcessTestCluster> StartAsync()
    {
        OrleansStorage storage = (await OpenAsync()).Orleans;
        InProcessTestClusterBuilder builder = new(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) => silo.AddAdoNetGrainStorage(CounterGrain.Storage, options =>
        {
            options.Invariant = storage.Invariant;
            options.DataSource = storage.DataSource;
        }));
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
