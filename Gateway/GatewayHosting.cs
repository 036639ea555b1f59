using Manidala.Gateway.Hosting;
using Manidala.Gateway.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;
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
        services.AddManidalaMetrics();
        services.AddSingleton<GatewayMetrics>();
        services.Configure<KestrelServerOptions>(kestrel => ListenAddress.Apply(kestrel, configuration));
        return services;
    }

    /// <summary>Maps every endpoint, the page among them.</summary>
    public static WebApplication MapManidalaGateway(this WebApplication app)
    {
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }
}
