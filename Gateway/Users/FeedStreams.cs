using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Gateway.Telemetry;
using Manidala.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Users;

/// <summary><c>GET /v1/users/{id}/feed</c> as server-sent events: admits streams and ends them. Thread-safe.</summary>
internal sealed class FeedStreams(
    IGrainFactory grains,
    GrainCalls calls,
    GatewayMetrics metrics,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<FeedStream> logger)
{
    private int _open;

    public async Task StreamAsync(HttpContext context)
    {
        var user = grains.FindUser(RouteIds.Of(context));
        var request = context.Request;
        var query = FeedRequests.Query(request);
        if (query.Cursor is not null)
        {
            throw new InvalidRequestException("cursor", ErrorResponses.Quoted(query.Cursor), "no cursor on a stream, which always carries the first page");
        }

        if (Interlocked.Increment(ref _open) > options.Value.MaxStreams)
        {
            Interlocked.Decrement(ref _open);
            throw new OverloadedException("As many streams are open as may be.");
        }

        metrics.StreamOpened();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            var events = new EventWriter(context, time);
            await new FeedStream(user, query, request.QueryString.Value ?? "", LastEventId(request), events, calls, metrics, options.Value, time, logger).RunAsync(ended.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The stream ends whole; the client comes back and reaches a process that stays.
        }
        finally
        {
            metrics.StreamClosed();
            Interlocked.Decrement(ref _open);
        }
    }

    private static string? LastEventId(HttpRequest request) => request.Headers.TryGetValue(FeedEventId.Header, out var id) ? id.ToString() : null;
}
