using System.Globalization;
using System.Threading.RateLimiting;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Keys;

namespace Manidala.Gateway.Rates;

/// <summary>One role's limit: a bucket of tokens for each key, which lasts as long as the key is in use. Thread-safe.</summary>
internal sealed class KeyRate : IDisposable
{
    // How often the library fills buckets up.
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(100);

    private readonly PartitionedRateLimiter<ApiKey> _buckets;
    private readonly string _policy;
    private readonly string _limit;
    private readonly int _burst;
    private readonly double _secondsEach;
    private readonly string _allowed;

    public KeyRate(Rate rate, Roles role)
    {
        string name = RoleNames.Text(role);
        int burst = rate.Burst > 0 ? rate.Burst : rate.Requests;
        _policy = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={rate.Requests};w={rate.Per.TotalSeconds:0}");
        _limit = burst.ToString(CultureInfo.InvariantCulture);
        (_burst, _secondsEach) = (burst, rate.Per.TotalSeconds / rate.Requests);
        _allowed = string.Create(
            CultureInfo.InvariantCulture, $"{rate.Requests} requests in {rate.Per.TotalSeconds:0.###} s that take the role {name}, and {burst} at once");
        TokenBucketRateLimiterOptions bucket = Bucket(rate, burst);
        _buckets = PartitionedRateLimiter.Create<ApiKey, Guid>(key => RateLimitPartition.GetTokenBucketLimiter(key.Id, _ => bucket));
    }

    /// <summary>Takes a token of the key's; answers the refusal where there is none.</summary>
    public Problem? Refuse(ApiKey key, HttpResponse response)
    {
        using RateLimitLease lease = _buckets.AttemptAcquire(key);
        long left = _buckets.GetStatistics(key)?.CurrentAvailablePermits ?? 0;
        var headers = response.Headers;
        headers["RateLimit-Policy"] = _policy;
        headers["RateLimit-Limit"] = _limit;
        headers["RateLimit-Remaining"] = left.ToString(CultureInfo.InvariantCulture);

        // Until all of it may be asked for again; what may be asked for at least comes sooner.
        headers["RateLimit-Reset"] = Math.Ceiling((_burst - left) * _secondsEach).ToString("0", CultureInfo.InvariantCulture);
        return lease.IsAcquired
            ? null
            : ErrorResponses.RateLimited(_allowed, lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan after) ? after : ShortestPeriod);
    }

    public void Dispose() => _buckets.Dispose();

    // Small portions often rather than all of a period's at its end.
    private static TokenBucketRateLimiterOptions Bucket(Rate rate, int burst)
    {
        TimeSpan period = rate.Per / rate.Requests;
        int tokens = 1;
        if (period < ShortestPeriod)
        {
            period = ShortestPeriod;
            tokens = Math.Max(1, (int)Math.Round(rate.Requests * (period / rate.Per)));
        }

        return new() { TokenLimit = burst, TokensPerPeriod = tokens, ReplenishmentPeriod = period, QueueLimit = 0 };
    }
}
