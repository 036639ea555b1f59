using Manidala.Gateway.Http;
using Manidala.Gateway.Telemetry;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Users;

/// <summary>
/// One open stream: sends a feed at once, unless the client has it from a stream before, then a new one whenever what it is computed from has changed. It keeps the
/// version that it has seen, so a failed call, or a silo that dies, loses nothing. Not thread-safe.
/// </summary>
/// <param name="question">The query of the address.</param>
/// <param name="lastEventId">What the client has; null where it has nothing.</param>
internal sealed partial class FeedStream(
    IUserGrain user,
    FeedQuery query,
    string question,
    string? lastEventId,
    EventWriter events,
    GrainCalls calls,
    GatewayMetrics metrics,
    GatewayOptions options,
    TimeProvider time,
    ILogger<FeedStream> logger)
{
    private Feed? _sent;
    private FeedVersion _seen;
    private bool _isAnswered;

    /// <summary>Runs until cancelled; throws <see cref="InvalidRequestException"/> before anything is written where the request is bad.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        int failures = 0;
        while (true)
        {
            try
            {
                await StepAsync(ended);
                failures = 0;
            }
            catch (Exception error) when (error is not InvalidRequestException && !ended.IsCancellationRequested)
            {
                LogCallFailed(failures, error);
                await BackOffAsync(failures++, ended);
            }
        }
    }

    private async Task StepAsync(CancellationToken ended)
    {
        // The version is read before the feed: a change in between is sent now and found unchanged in the next step, never missed.
        var version = await WaitForChangeAsync(ended);
        if (!_isAnswered && lastEventId == FeedEventId.Of(version, question))
        {
            (_seen, _isAnswered) = (version, true);
            await events.CommentAsync("nothing has changed", ended);
        }

        bool isDue = !_isAnswered || version != _seen || _sent is { IsFallback: true };
        if (isDue)
        {
            var feed = await calls.CallAsync((user, query), static (call, cancel) => call.user.GetFeed(call.query, cancel), ended);
            if (_sent is null || IsNews(_sent, feed))
            {
                metrics.FeedServed(feed);
                await events.SendFeedAsync(feed, FeedEventId.Of(feed, question), options.StreamRetry, ended);
                _sent = feed;
            }

            (_seen, _isAnswered) = (version, true);
        }

        await events.KeepAliveAsync(options.StreamHeartbeat, ended);
    }

    private static bool IsNews(Feed sent, Feed feed) =>
        feed.Sequence != sent.Sequence || feed.Model != sent.Model || feed.IsFallback != sent.IsFallback;

    private Task<FeedVersion> WaitForChangeAsync(CancellationToken ended)
    {
        var wait = !_isAnswered ? TimeSpan.Zero : events.UntilKeepAlive(options.StreamHeartbeat);
        wait = wait < options.StreamWait ? wait : options.StreamWait;
        return calls.CallOnceAsync(
            (user, _seen, wait),
            static (call, cancel) => call.user.WaitForChange(call._seen, call.wait, cancel),
            wait + options.AttemptTimeout,
            ended);
    }

    private async Task BackOffAsync(int failures, CancellationToken ended)
    {
        var pause = options.StreamRetry * Math.Pow(2, Math.Min(failures, 10));
        await events.CommentAsync("the cluster did not answer; trying again", ended);
        await Task.Delay(pause < options.StreamHeartbeat ? pause : options.StreamHeartbeat, time, ended);
    }

    // Debug: every open stream writes it when a silo dies, and the calls' own metrics already tell.
    [LoggerMessage(Level = LogLevel.Debug, Message = "A feed stream's call failed, {Failures} in a row before it")]
    private partial void LogCallFailed(int failures, Exception error);
}
