using Manidala.Engine.Batching;
using Manidala.Engine.Catalog;
using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Sessions;
using Manidala.Engine.Telemetry;
using Manidala.Engine.Trending;
using Manidala.Grains.Cluster;
using Manidala.Grains.Models;
using Manidala.Grains.Replication;
using Manidala.Grains.Users;
using Manidala.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;

namespace Manidala.Grains;

/// <summary>Puts into a silo's container what its grains need, over an open database.</summary>
public static class GrainsHosting
{
    public static IServiceCollection AddManidalaGrains(this IServiceCollection services, ManidalaDatabase database, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton(database);
        services.AddSingleton(database.Journal);
        services.AddSingleton(database.Erasures);
        services.AddSingleton(database.Profiles);
        services.AddSingleton(database.Feedback);
        services.AddSingleton(database.Rules);
        services.AddSingleton(database.Catalog);
        services.AddSingleton(database.Models);
        services.AddSingleton(database.Uploads);
        services.AddSingleton(InteractionTypes.Default);
        services.AddManidalaGrainOptions(configuration);
        AddEngine(services);
        AddModelHosting(services);
        services.AddSingleton<ClusterChanges>();
        services.AddSingleton<UserGrainServices>();
        services.AddSingleton<BundleIntake>();
        AddCollection(services);
        AddFollowers(services);

        // Without these the databases' failures reach a gateway of another process as complaints about their types, and a client as an error of the server's.
        services.Configure<ExceptionSerializationOptions>(exceptions => exceptions.SupportedNamespacePrefixes.UnionWith(["Manidala", "Npgsql"]));
        services.AddSingleton<ITypeConverter, ExceptionNames>();
        return services;
    }

    /// <summary>The options alone, each with its rules: for whoever wants to know whether a start would take the configuration.</summary>
    public static IServiceCollection AddManidalaGrainOptions(this IServiceCollection services, IConfiguration configuration)
    {
        Add<SessionOptions, SessionOptionsValidator>(services, configuration, "Sessions");
        Add<FeedOptions, FeedOptionsValidator>(services, configuration, "Feeds");
        services.AddSingleton<IValidateOptions<FeedOptions>, SurfaceOptionsRules>();
        services.AddSingleton<IValidateOptions<FeedOptions>>(new UnknownFeedSettings(configuration.GetSection("Feeds")));
        Add<NewItemsOptions, NewItemsOptionsValidator>(services, configuration, "NewItems");
        Add<TrendingOptions, TrendingOptionsValidator>(services, configuration, "Trending");
        Add<BatchingOptions, BatchingOptionsValidator>(services, configuration, "Batching");
        Add<ModelHostingOptions, ModelHostingOptionsValidator>(services, configuration, "Models");
        Add<ModelFilesOptions, ModelFilesOptionsValidator>(services, configuration, "Models");
        Add<ModelGuardOptions, ModelGuardOptionsValidator>(services, configuration, "Models");
        Add<ModelUploadOptions, ModelUploadOptionsValidator>(services, configuration, "Uploads");
        Add<EncoderOptions, EncoderOptionsValidator>(services, configuration, "Encoder");
        services.AddSingleton<IValidateOptions<EncoderOptions>, EncoderOptionsRules>();
        Add<RetrievalOptions, RetrievalOptionsValidator>(services, configuration, "Retrieval");
        return services;
    }

    private static void AddEngine(IServiceCollection services)
    {
        services.AddSingleton<EngineMetrics>();
        services.AddSingleton<CatalogReplica>();
        services.AddSingleton(provider => new IndexCache(
            provider.GetRequiredService<IOptions<ModelFilesOptions>>().Value.Folder,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<IndexCache>>()));
        services.AddSingleton<ModelHost>();
        services.AddSingleton<ModelWatch>();
        services.AddSingleton<StepBatcher>();
        services.AddSingleton<DeviceRetriever>();
        services.AddSingleton<TrendingBoard>();
        services.AddSingleton<NewItems>();
        services.AddSingleton<LiveView>();
        services.AddSingleton<FeedPipeline>();
        services.AddSingleton<SurfaceBook>();
        services.AddSingleton<RuleBook>();
        services.AddSingleton<SurfacePipeline>();
        services.AddSingleton<FeedAssembly>();
        services.AddSingleton<ItemLists>();
    }

    private static void AddModelHosting(IServiceCollection services)
    {
        services.AddSingleton<LocalStepper>();
        services.AddSingleton<RemoteStepper>();
        services.AddSingleton<IStepper>(provider => HostingOf(provider) == ModelHosting.Remote
            ? provider.GetRequiredService<RemoteStepper>()
            : provider.GetRequiredService<LocalStepper>());

        // A silo without users searches for nobody.
        services.AddOptions<RetrievalOptions>().PostConfigure<IOptions<ModelHostingOptions>>((retrieval, hosting) =>
            retrieval.Device = hosting.Value.Hosting == ModelHosting.ModelsOnly ? RetrievalOptions.None : retrieval.Device);

        // A grain class that a silo does not have is placed on those that have it.
        services.AddOptions<GrainTypeOptions>().Configure<IOptions<ModelHostingOptions>>((types, hosting) =>
        {
            switch (hosting.Value.Hosting)
            {
                case ModelHosting.Remote:
                    types.Classes.Remove(typeof(ModelGrain));
                    break;
                case ModelHosting.ModelsOnly:
                    types.Classes.RemoveWhere(type => type.Assembly == typeof(ModelGrain).Assembly && type != typeof(ModelGrain));
                    break;
            }
        });
    }

    private static void AddCollection(IServiceCollection services) =>
        services.AddOptions<GrainCollectionOptions>().Configure<IOptions<SessionOptions>>((collection, sessions) =>
        {
            TimeSpan idleFor = sessions.Value.IdleFor;
            collection.ClassSpecificCollectionAge[typeof(UserGrain).FullName!] = idleFor;

            // How often idle grains are looked for, which has to be more often than the shortest of these times.
            collection.CollectionQuantum = idleFor / 4 < collection.CollectionQuantum ? idleFor / 4 : collection.CollectionQuantum;
        });

    private static ModelHosting HostingOf(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<ModelHostingOptions>>().Value.Hosting;

    private static void AddFollowers(IServiceCollection services)
    {
        services.AddSingleton<LoadMemory>();
        services.AddSingleton<SiloReadiness>();
        services.AddSingleton<ISiloReadiness>(provider => provider.GetRequiredService<SiloReadiness>());
        AddHosted<DatabaseProbe>(services);
        AddHosted<CatalogFollower>(services);
        AddHosted<RuleFollower>(services);
        AddHosted<ModelFollower>(services);
        AddHosted<NewItemsWorker>(services);
        AddHosted<TrendingFollower>(services);
        AddHosted<UploadSweeper>(services);
        AddHosted<DueFeedback>(services);
        AddHosted<PartitionKeeper>(services);
    }

    private static void AddHosted<T>(IServiceCollection services)
        where T : PollingService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }

    private static void Add<TOptions, TValidator>(IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateOnStart();
    }
}
