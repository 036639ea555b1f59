using System.Collections.Immutable;
using Manidala.Engine.Catalog;
using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Replication;
using Manidala.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Metadata;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Manidala.Grains.Tests.Support;

/// <summary>Real silos over a real SQLite folder, with items <c>item-0</c>… in the catalogue and, if wanted, a small real model of them.</summary>
internal sealed class TestManidala : IAsyncDisposable
{
    public const int Items = 60;
    public const int Dimension = 8;

    private readonly TestFolder _folder;
    private readonly InProcessTestCluster _cluster;

    private TestManidala(TestFolder folder, ManidalaDatabase database, InProcessTestCluster cluster)
    {
        _folder = folder;
        Database = database;
        _cluster = cluster;
    }

    public ManidalaDatabase Database { get; }

    public InProcessTestCluster Cluster => _cluster;

    public IGrainFactory Grains => _cluster.Client;

    public IUserGrain User(string id) => Grains.GetGrain<IUserGrain>(UserKeys.ToKey(id));

    public static async Task<TestManidala> StartAsync(
        short silos = 1, bool withModel = true, Func<IInteractionJournal, IInteractionJournal>? journal = null,
        Func<int, Dictionary<string, string?>>? settings = null, TimeProvider? databaseTime = null)
    {
        var folder = new TestFolder();
        ManidalaDatabase database = await ManidalaDatabase.OpenAsync(
            new DatabaseOptions { DataDirectory = folder["data"] }, NullLoggerFactory.Instance, databaseTime ?? TimeProvider.System, CancellationToken.None);
        await database.Catalog.PutAsync([.. Enumerable.Range(0, Items).Select(NewItem)], CancellationToken.None);
        if (withModel)
        {
            await PublishAsync(database, folder, "first", seed: 1);
        }

        var builder = new InProcessTestClusterBuilder(silos);
        int started = 0;
        builder.ConfigureSilo((options, silo) =>
        {
            Dictionary<string, string?> own = settings?.Invoke(Interlocked.Increment(ref started) - 1) ?? [];
            ConfigureSilo(silo, options.SiloName, folder, database, journal, own);
        });
        builder.ConfigureClient(client =>
            client.Configure<TypeManagementOptions>(types => types.TypeMapRefreshInterval = TimeSpan.FromMilliseconds(20)));
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        await WaitForManifestAsync(cluster.Client.ServiceProvider.GetRequiredService<IClusterManifestProvider>(), silos);
        var manidala = new TestManidala(folder, database, cluster);
        await manidala.WaitUntilReadyAsync();
        return manidala;
    }

    // The silo that the client asked may not have met the others by then, and a silo of models alone knows no users.
    private static async Task WaitForManifestAsync(IClusterManifestProvider manifests, int silos)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        if (manifests.Current.Silos.Count >= silos)
        {
            return;
        }

        await foreach (ClusterManifest manifest in manifests.Updates.WithCancellation(limit.Token))
        {
            if (manifest.Silos.Count >= silos)
            {
                return;
            }
        }
    }

    /// <summary>Publishes and activates another model of the same items; answers its version.</summary>
    public Task<string> PublishAsync(string name, int seed) => PublishAsync(Database, _folder, name, seed);

    /// <summary>Publishes and activates a model of whatever contents, and waits until it serves; answers its version.</summary>
    public async Task<string> ServeAsync(BundleContents contents)
    {
        string bundle = _folder[$"bundle-{contents.Name}"];
        BundleManifest manifest = BundleWriter.Write(bundle, contents);
        string json = await File.ReadAllTextAsync(Path.Combine(bundle, "manifest.json"));
        await Database.Models.PublishAsync(bundle, manifest.Version, contents.Name, json, CancellationToken.None);
        await Database.Models.ActivateAsync(manifest.Version, CancellationToken.None);
        await WaitForModelAsync(manifest.Version);
        return manifest.Version;
    }

    /// <summary>Writes a bundle of the same items without publishing it; answers its folder.</summary>
    public string WriteBundle(string name, int seed)
    {
        TestBundle.Write(_folder[name], name, Items, Dimension, seed);
        return _folder[name];
    }

    public T Service<T>(int silo = 0)
        where T : notnull =>
        _cluster.GetSiloServiceProvider(_cluster.Silos[silo].SiloAddress).GetRequiredService<T>();

    /// <summary>Waits until every silo serves this model.</summary>
    public async Task WaitForModelAsync(string version)
    {
        foreach (InProcessSiloHandle silo in _cluster.GetActiveSilos())
        {
            IServiceProvider services = _cluster.GetSiloServiceProvider(silo.SiloAddress);
            var switched = new TaskCompletionSource();
            services.GetRequiredService<ModelHost>().Switched += model =>
            {
                if (model.Version == version)
                {
                    switched.TrySetResult();
                }
            };
            services.GetRequiredService<ModelFollower>().Wake();
            if (services.GetRequiredService<ModelHost>().Current?.Version != version)
            {
                await switched.Task.WaitAsync(TimeSpan.FromSeconds(30));
            }

            services.GetRequiredService<LiveView>().Refresh();
        }
    }

    /// <summary>Puts an item as an app does, and waits until the first silo's feeds know it.</summary>
    public async Task PutItemAsync(string id, string attributes = "{}")
    {
        await Grains.GetGrain<IItemsGrain>(0).Put([new ItemRecord(id, id, ["even"], attributes, false, 0, null)]);
        await Service<CatalogFollower>().RunNowAsync();
    }

    /// <summary>Waits until the first silo's board counts the journal through this sequence.</summary>
    public async Task RefreshTrendingAsync(long through)
    {
        ITrendingGrain slice = Grains.GetGrain<ITrendingGrain>(0);
        while ((await slice.Top(1)).Through < through)
        {
            await Service<TrendingFollower>().RunNowAsync();
        }

        await Service<TrendingFollower>().RunNowAsync();
    }

    public static NewInteraction Interaction(string id, int item, string type = "view") => new(id, $"item-{item}", type, 1_700_000_000_000, 1);

    public static FeedQuery Query(int count = 10, string? category = null, string? cursor = null, bool includeSeen = false, params string[] exclude) =>
        new(count, category, [.. exclude], cursor, includeSeen, WithItems: false);

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await Database.DisposeAsync();
        _folder.Dispose();
    }

    private static Item NewItem(int number) => new(
        0, $"item-{number}", $"Item {number}", [number % 2 == 0 ? "even" : "odd"], "{}", false, DateTimeOffset.FromUnixTimeSeconds(number), null);

    private static async Task<string> PublishAsync(ManidalaDatabase database, TestFolder folder, string name, int seed)
    {
        string bundle = folder[$"bundle-{name}"];
        BundleManifest manifest = TestBundle.Write(bundle, name, Items, Dimension, seed);
        string json = await File.ReadAllTextAsync(Path.Combine(bundle, "manifest.json"));
        await database.Models.PublishAsync(bundle, manifest.Version, name, json, CancellationToken.None);
        await database.Models.ActivateAsync(manifest.Version, CancellationToken.None);
        return manifest.Version;
    }

    private static void ConfigureSilo(
        ISiloBuilder silo, string name, TestFolder folder, ManidalaDatabase database,
        Func<IInteractionJournal, IInteractionJournal>? journal, Dictionary<string, string?> settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Models:Folder"] = folder[$"models-{name}"] })
            .AddInMemoryCollection(settings)
            .Build();
        silo.Services.AddManidalaGrains(database, configuration);
        if (journal is not null)
        {
            silo.Services.AddSingleton(journal(database.Journal));
        }

        silo.AddAdoNetGrainStorage(GrainStorageNames.Sessions, builder => builder.Configure<Serializer>((options, serializer) =>
        {
            options.Invariant = database.Orleans.Invariant;
            options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
            options.DeleteStateOnClear = true;
            if (database.Orleans.DataSource is { } pool)
            {
                options.DataSource = pool;
            }
            else
            {
                options.ConnectionString = database.Orleans.ConnectionString;
            }
        }));
    }

    private async Task WaitUntilReadyAsync()
    {
        foreach (InProcessSiloHandle silo in _cluster.GetActiveSilos())
        {
            IServiceProvider services = _cluster.GetSiloServiceProvider(silo.SiloAddress);
            await Task.WhenAll(
                services.GetRequiredService<CatalogFollower>().FirstSuccess,
                services.GetRequiredService<ModelFollower>().FirstSuccess,
                services.GetRequiredService<TrendingFollower>().FirstSuccess,
                services.GetRequiredService<DatabaseProbe>().FirstSuccess).WaitAsync(TimeSpan.FromSeconds(30));
        }
    }
}
