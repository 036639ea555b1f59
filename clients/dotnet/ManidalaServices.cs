using Manidala.Client.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Manidala.Client;

/// <summary>Registers the client.</summary>
public static class ManidalaServices
{
    private const string Name = "Manidala";

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Adds <see cref="ManidalaClient"/> and <see cref="InteractionWriter"/>, which the container ends with what they still hold.</summary>
    public static IHttpClientBuilder AddManidala(this IServiceCollection services, Action<ManidalaOptions> configure)
    {
        services.AddOptions<ManidalaOptions>().Configure(configure).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ManidalaOptions>, ManidalaOptionsValidator>();
        services.AddSingleton<IValidateOptions<ManidalaOptions>, ManidalaAddressValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new ManidalaClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(Name),
            provider.GetRequiredService<IOptions<ManidalaOptions>>().Value.Timeout, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<InteractionWriter>();
        IHttpClientBuilder http = services.AddHttpClient(Name, static (provider, client) =>
            Apply(provider.GetRequiredService<IOptions<ManidalaOptions>>().Value, client));

        // The client is one for the whole process, so connections are renewed below it, where a name may have come to mean another address.
        http.UseSocketsHttpHandler(static (handler, _) => handler.PooledConnectionLifetime = ConnectionLifetime);
        http.SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        http.AddResilienceHandler("retries", static (builder, context) =>
        {
            builder.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
            Retries.Add(builder, context.ServiceProvider.GetRequiredService<IOptions<ManidalaOptions>>().Value);
        });
        return http;
    }

    private static void Apply(ManidalaOptions options, HttpClient client)
    {
        string address = options.Address.AbsoluteUri;
        client.BaseAddress = new Uri(address.EndsWith('/') ? address : address + "/");
        client.Timeout = Timeout.InfiniteTimeSpan;
        if (options.Key is { Length: > 0 } key)
        {
            client.DefaultRequestHeaders.Add("X-API-Key", key);
        }
    }
}
