using Manidala.Gateway.Errors;
using Manidala.Gateway.Gorse;
using Manidala.Gateway.Health;
using Manidala.Gateway.Hosting;
using Manidala.Gateway.Http;
using Manidala.Gateway.Items;
using Manidala.Gateway.Keys;
using Manidala.Gateway.Models;
using Manidala.Gateway.OpenApi;
using Manidala.Gateway.Page;
using Manidala.Gateway.Rates;
using Manidala.Gateway.Rules;
using Manidala.Gateway.Telemetry;
using Manidala.Gateway.Users;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway;

/// <summary>The gateway as a part of a process: its own, or that of a silo.</summary>
public static class GatewayHosting
{
    /// <summary>Adds all that the gateway needs but a cluster client, which the process brings (<see cref="IGrainFactory"/>).</summary>
    public static IServiceCollection AddManidalaGateway(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GatewayOptions>().Bind(configuration.GetSection(GatewayOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services.AddSingleton<IValidateOptions<GatewayOptions>, ConnectionsOptionsValidator>();
        services.PostConfigure<GatewayOptions>(AddDefaultTypes);
        services.AddManidalaMetrics(configuration);
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<GatewayOptions>>((kestrel, options) =>
        {
            kestrel.AddServerHeader = false;
            ServerLimits.Apply(kestrel.Limits, options.Value);
            ListenAddress.Apply(kestrel, configuration);
        });
        services.Configure<LoggerFilterOptions>(filters => LogLevels.Apply(filters, configuration));
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, GorseContracts.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, JsonContracts.Default);
        });
        services.AddOpenApi("v1", Description.Configure);
        services.TryAddSingleton(TimeProvider.System);
        AddKeys(services, configuration);
        AddEndpoints(services);
        services.AddGorse(configuration);
        return services;
    }

    /// <summary>Maps every endpoint, the page among them, for those who have a key; throws where there is none and everyone could call.</summary>
    public static WebApplication MapManidalaGateway(this WebApplication app)
    {
        app.Services.GetRequiredService<ApiKeys>().Open();
        app.Use(SecurityHeaders.Before);
        app.Use(app.Services.GetRequiredService<Draining>().Before);
        app.Use(app.Services.GetRequiredService<QueueRefusal>().Before);
        app.UseStatusCodePages(context => ErrorResponses.WriteAsync(
            context.HttpContext, ErrorResponses.ForStatus(context.HttpContext.Response.StatusCode)));
        app.MapPrometheusScrapingEndpoint("/metrics");
        
        // Not with a name in it: of any other name it says in plain text that there is none.
        app.MapOpenApi("/openapi/v1.json");
        app.Services.GetRequiredService<Routes>().Map(app);
        app.Services.GetRequiredService<GorseRoutes>().Map(app);
        EmbeddedPage.Map(app);
        ReferencePage.Map(app);
        return app;
    }

    /// <summary>Maps health and metrics alone, for a silo that leaves the rest to gateways.</summary>
    public static WebApplication MapManidalaHealth(this WebApplication app)
    {
        app.Use(SecurityHeaders.Before);
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.Services.GetRequiredService<Routes>().MapHealth(app);
        return app;
    }

    /// <summary>Throws what would keep a server with these services from mapping the gateway: where it listens, or who may call.</summary>
    public static void CheckManidalaGateway(IServiceProvider services)
    {
        ListenAddress.IsLoopbackOnly(services.GetRequiredService<IConfiguration>());
        services.GetRequiredService<ApiKeys>().Open();
    }

    private static void AddKeys(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<KeyOptions>().Bind(configuration.GetSection(KeyOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<KeyOptions>, KeyOptionsValidator>();
        services.AddSingleton<KeySources>();
        services.AddSingleton<ApiKeys>();
        services.AddHostedService<KeyReload>();
        services.AddOptions<RateOptions>().Bind(configuration.GetSection(RateOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RateOptions>, RateOptionsValidator>();
        services.AddSingleton<KeyRates>();
    }

    private static void AddEndpoints(IServiceCollection services)
    {
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<GrainCalls>();
        services.AddSingleton<PoolQueue>();
        services.AddSingleton<QueueRefusal>();
        services.AddSingleton<Operations>();
        services.AddSingleton<InteractionParser>();
        services.AddSingleton<InteractionRecorder>();
        services.AddSingleton<InteractionEndpoint>();
        services.AddSingleton<InteractionImport>();
        services.AddSingleton<FeedCalls>();
        services.AddSingleton<FeedEndpoint>();
        services.AddSingleton<FeedStreams>();
        services.AddSingleton<UserEndpoints>();
        services.AddSingleton<ExportEndpoint>();
        services.AddSingleton<ErasuresEndpoint>();
        services.AddSingleton<ItemParser>();
        services.AddSingleton<ConditionalWrites>();
        services.AddSingleton<ItemEndpoints>();
        services.AddSingleton<ItemImport>();
        services.AddSingleton<CatalogueEndpoint>();
        services.AddSingleton<ListEndpoints>();
        services.AddSingleton<RuleEndpoints>();
        services.AddSingleton<ModelUpload>();
        services.AddSingleton<UploadEndpoints>();
        services.AddSingleton<ModelEndpoints>();
        services.TryAddSingleton<IHealthSource, ClusterHealth>();
        services.AddSingleton<HealthEndpoints>();
        services.AddSingleton<Draining>();
        services.AddHostedService(provider => provider.GetRequiredService<Draining>());
        services.AddSingleton<FloorEndpoint>();
        services.AddSingleton<Routes>();
    }

    // A list's default cannot stand in the property: the configuration binder would append to it.
    private static void AddDefaultTypes(GatewayOptions options)
    {
        if (options.InteractionTypes.Count == 0)
        {
            options.InteractionTypes = [.. GatewayOptions.DefaultInteractionTypes];
        }
    }
}
