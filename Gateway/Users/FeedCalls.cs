using System.Collections.Immutable;
using System.Diagnostics;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Users;

/// <summary>
/// A user's feed, and where the user's grain cannot be reached (its silo has died and the cluster does not know yet, its database is away) the feed of any silo
/// that still answers, marked as a fallback. Thread-safe.
/// </summary>
internal sealed class FeedCalls(IGrainFactory grains, GrainCalls calls, IOptions<GatewayOptions> options)
{
    // A client keeps a grain's calls on one connection: with more keys than one the stand-ins lie behind all of them.
    private const int StandIns = 64;
    private const int StandInAttempts = 3;
    private readonly TimeSpan _feedTimeout = options.Value.FeedTimeout;
    private readonly TimeSpan _standInTimeout = options.Value.StandInTimeout;

    public async Task<Feed> GetAsync(string userId, FeedQuery query, CancellationToken aborted)
    {
        try
        {
            return await OwnAsync(grains.FindUser(userId), query, aborted);
        }
        catch (Exception error) when (Failures.IsTransient(error) && !aborted.IsCancellationRequested)
        {
            return await StandInAsync(userId, query, aborted);
        }
    }

    /// <summary>The feed as if the user had done these, too, which nothing stores.</summary>
    public async Task<Feed> GetAfterAsync(string userId, ImmutableArray<NewInteraction> passing, FeedQuery query, CancellationToken aborted)
    {
        if (passing.IsEmpty)
        {
            return await GetAsync(userId, query, aborted);
        }

        try
        {
            return await calls.CallOnceAsync(
                (user: grains.FindUser(userId), passing, query),
                static (call, cancel) => call.user.GetFeedAfter(call.passing, call.query, cancel), _feedTimeout, aborted);
        }
        catch (Exception error) when (Failures.IsTransient(error) && !aborted.IsCancellationRequested)
        {
            return await StandInAsync(userId, query, aborted);
        }
    }

    private async Task<Feed> OwnAsync(IUserGrain user, FeedQuery query, CancellationToken aborted)
    {
        long asked = Stopwatch.GetTimestamp();
        try
        {
            return await CallAsync(user, query, _feedTimeout, aborted);
        }
        catch (Exception error) when (Failures.IsRejection(error) && Stopwatch.GetElapsedTime(asked) < _feedTimeout && !aborted.IsCancellationRequested)
        {
            // A silo's view of where the user is may have been old, and is corrected by the rejection.
            return await CallAsync(user, query, _feedTimeout - Stopwatch.GetElapsedTime(asked), aborted);
        }
    }

    private Task<Feed> CallAsync(IUserGrain user, FeedQuery query, TimeSpan timeout, CancellationToken aborted) => calls.CallOnceAsync(
        (user, query), static (call, cancel) => call.user.GetFeed(call.query, cancel), timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero, aborted);

    private async Task<Feed> StandInAsync(string userId, FeedQuery query, CancellationToken aborted)
    {
        uint first = (uint)userId.GetHashCode(StringComparison.Ordinal);
        for (uint attempt = 0; ; attempt++)
        {
            try
            {
                var standIn = grains.Find<IStandInGrain>((first + attempt) % StandIns);
                return await calls.CallOnceAsync(
                    (standIn, userId, query), static (call, cancel) => call.standIn.GetFeed(call.userId, call.query, cancel), _standInTimeout, aborted);
            }
            catch (Exception error) when (Failures.IsWorthRetrying(error) && attempt + 1 < StandInAttempts && !aborted.IsCancellationRequested)
            {
                // The next one may be reached by another way.
            }
        }
    }
}
