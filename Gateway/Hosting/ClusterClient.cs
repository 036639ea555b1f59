using System.Net;
using Manidala.Gateway.Telemetry;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Manidala.Gateway.Hosting;

/// <summary>The gateway's way into the cluster when it runs in a process of its own.</summary>
internal static class ClusterClient
{
    private const string DefaultSilo = "127.0.0.1:30000";

    /// <summary>Finds silos by the database where one is named, and otherwise at <c>SILO_GATEWAY</c>.</summary>
    public static void AddClusterClient(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        builder.Services.AddOptions<ClusterClientOptions>().Bind(configuration.GetSection(ClusterClientOptions.Section)).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ClusterClientOptions>, ClusterClientOptionsValidator>();

        // Liveness and a truthful "not ready" must answer while the client still looks for a silo.
        builder.Services.Configure<HostOptions>(host => host.ServicesStartConcurrently = true);
        var cluster = configuration.GetSection(ClusterClientOptions.Section).Get<ClusterClientOptions>() ?? new();
        var tls = ClusterTls.Read(configuration);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = cluster.Id);
            client.Configure<Orleans.Configuration.GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));

            // What a client knows of the grains may come from a silo that has only just met the others, such as one of models alone; by default it would ask again
            // a minute later.
            client.Configure<TypeManagementOptions>(options => options.TypeMapRefreshInterval = TimeSpan.FromSeconds(2));
            client.Configure<ClientMessagingOptions>(options =>
            {
                options.ResponseTimeout = cluster.ResponseTimeout;
                options.CancelRequestOnTimeout = true;
            });
            client.UseConnectionRetryFilter<ConnectionRetry>();
            if (ManidalaTracing.IsOn(configuration))
            {
                client.AddActivityPropagation();
            }

            if (tls is not null)
            {
                client.UseTls(tls);
            }

            if (PostgresAddress.Find(configuration) is { } database)
            {
                client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", database));
            }
            else
            {
                client.UseStaticClustering(ParseSilo(configuration["SILO_GATEWAY"]));
            }
        });
    }

    private static IPEndPoint ParseSilo(string? text) => IPEndPoint.TryParse(string.IsNullOrEmpty(text) ? DefaultSilo : text, out var silo)
        && silo.Port > 0
        ? silo
        : throw new InvalidOperationException($"SILO_GATEWAY is '{text}'; allowed: an IP address and a port, as in {DefaultSilo}.");
}
