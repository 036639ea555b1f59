using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Manidala.Client.Http;

/// <summary>Further attempts of what may be sent twice, spread, and no sooner than the server asks for.</summary>
internal static class Retries
{
    private static readonly HttpRequestOptionsKey<bool> Once = new("manidala.once");

    /// <summary>Marks a request whose body can be read only once.</summary>
    public static void Forbid(HttpRequestMessage request) => request.Options.Set(Once, true);

    public static void Add(ResiliencePipelineBuilder<HttpResponseMessage> builder, ManidalaOptions options)
    {
        if (options.Retries == 0)
        {
            return;
        }

        var transient = new HttpRetryStrategyOptions().ShouldHandle;
        builder.AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = options.Retries,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(300),
            UseJitter = true,
            ShouldHandle = async arguments => !IsOnce(arguments.Context) && await transient(arguments),
        });
    }

    private static bool IsOnce(ResilienceContext context) => context.GetRequestMessage() is { } request && request.Options.TryGetValue(Once, out bool once) && once;
}
