using Manidala.Gateway.Errors;
using Manidala.Gateway.Keys;
using Manidala.Gateway.Rates;
using Manidala.Gateway.Telemetry;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Http;

/// <summary>What surrounds every operation of the API: its key, its place among the requests in progress, its outcome. Thread-safe.</summary>
internal sealed partial class Operations(
    ApiKeys keys, KeyRates rates, IOptions<GatewayOptions> options, GatewayMetrics metrics, TimeProvider time, ILogger<Operations> logger)
{
    private const string Succeeded = "ok";

    private readonly int _maxRunning = options.Value.MaxConcurrentRequests;
    private int _running;

    /// <summary>Guards a handler of ordinary requests.</summary>
    /// <param name="target">Where even the quickest take longer, fewer are let in; null for what is asked for too seldom to stand in a queue.</param>
    /// <param name="also">What some of its requests need beside the role; null where there are none such.</param>
    public GuardedHandler Guard(string operation, Roles needed, RequestDelegate handler, TimeSpan? target = null, Func<HttpRequest, Roles>? also = null)
    {
        var guard = new Entrance(operation, needed, also, rates.Of(needed), LimitFor(operation, target), IsLong: false);
        return new(needed, context => RunAsync(context, guard, handler));
    }

    /// <summary>Guards an address that answers once, or streams where the caller asks for it; streams have a limit of their own.</summary>
    public GuardedHandler Guard(string operation, Roles needed, RequestDelegate handler, RequestDelegate streamHandler, TimeSpan? target = null)
    {
        var once = new Entrance(operation, needed, Also: null, rates.Of(needed), LimitFor(operation, target), IsLong: false);
        var stream = once with { Operation = operation + "Stream", Limit = null, IsLong = true };
        return new(needed, context => AcceptsEventStream(context.Request)
            ? RunAsync(context, stream, streamHandler)
            : RunAsync(context, once, handler));
    }

    /// <summary>Guards an address that has another handler for bodies or answers of lines: these take as long as their lines do, which says nothing of a queue.</summary>
    public GuardedHandler Guard(
        string operation, Roles needed, RequestDelegate handler, Func<HttpRequest, bool> isOfLines, RequestDelegate linesHandler,
        TimeSpan? target = null, Func<HttpRequest, Roles>? also = null)
    {
        var once = new Entrance(operation, needed, also, rates.Of(needed), LimitFor(operation, target), IsLong: false);
        var lines = once with { Operation = operation + "Lines", Limit = null };
        return new(needed, context => isOfLines(context.Request)
            ? RunAsync(context, lines, linesHandler)
            : RunAsync(context, once, handler));
    }

    private static bool AcceptsEventStream(HttpRequest request)
    {
        foreach (string? accept in request.Headers.Accept)
        {
            if (accept is not null && accept.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private AdaptiveLimit? LimitFor(string operation, TimeSpan? target)
    {
        if (target is null)
        {
            return null;
        }

        var limit = new AdaptiveLimit(options.Value.LeastConcurrentRequests, _maxRunning, target.Value, time);
        metrics.Observe(operation, limit);
        return limit;
    }

    private async Task RunAsync(HttpContext context, Entrance entrance, RequestDelegate handler)
    {
        string? outcome = null;
        bool entered = false;
        long startedAt = 0;
        long measuredFrom = metrics.RequestStarted();
        try
        {
            if (Refuse(context, entrance) is { } refusal)
            {
                await ErrorResponses.WriteAsync(context, refusal);
            }
            else if (!entrance.IsLong && !(entered = TryEnter(entrance.Limit, out startedAt)))
            {
                outcome = "overloaded";
                await ErrorResponses.WriteAsync(context, ErrorResponses.Overloaded);
            }
            else
            {
                await handler(context);
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            outcome = "aborted";
        }
        catch (Exception error)
        {
            await AnswerAsync(context, entrance.Operation, error);
        }
        finally
        {
            if (entered)
            {
                Interlocked.Decrement(ref _running);
                entrance.Limit?.Leave(startedAt);
            }

            outcome ??= OutcomeOf(context.Response.StatusCode);
            metrics.RequestEnded(entrance.Operation, outcome);
            if (outcome == Succeeded)
            {
                metrics.RequestSucceeded(entrance.Operation, measuredFrom);
            }
        }
    }

    private Problem? Refuse(HttpContext context, Entrance entrance)
    {
        if (keys.Find(context.Request) is not { } key)
        {
            return keys.AsksForNone ? ErrorResponses.ForeignHost(context.Request.Headers.Host.ToString()) : ErrorResponses.Unauthorized;
        }

        Roles needed = entrance.Needed | (entrance.Also?.Invoke(context.Request) ?? Roles.None);
        return key.May(needed) ? entrance.Rate?.Refuse(key, context.Response) : ErrorResponses.Forbidden(key.Roles, needed);
    }

    private bool TryEnter(AdaptiveLimit? limit, out long startedAt)
    {
        startedAt = 0;
        if (Interlocked.Increment(ref _running) <= _maxRunning && limit?.TryEnter(out startedAt) != false)
        {
            return true;
        }

        Interlocked.Decrement(ref _running);
        return false;
    }

    private async Task AnswerAsync(HttpContext context, string operation, Exception error)
    {
        var problem = ErrorResponses.For(error);
        if (problem.Status == StatusCodes.Status500InternalServerError)
        {
            LogFailed(operation, error);
        }

        if (context.Response.HasStarted)
        {
            // A body that was cut short must not look whole.
            LogCutShort(operation, error);
            context.Abort();
            return;
        }

        context.Response.Clear();
        SecurityHeaders.Apply(context.Response.Headers);
        await ErrorResponses.WriteAsync(context, problem);
    }

    private static string OutcomeOf(int status) => status switch
    {
        < 400 => Succeeded,
        401 => "unauthorized",
        403 => "forbidden",
        429 => "limited",
        < 500 => "invalid",
        503 => "unavailable",
        _ => "failed",
    };

    /// <summary>What stands before a handler.</summary>
    private sealed record Entrance(string Operation, Roles Needed, Func<HttpRequest, Roles>? Also, KeyRate? Rate, AdaptiveLimit? Limit, bool IsLong);

    [LoggerMessage(Level = LogLevel.Error, Message = "Operation {Operation} failed")]
    private partial void LogFailed(string operation, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer of {Operation} was cut short")]
    private partial void LogCutShort(string operation, Exception error);
}
