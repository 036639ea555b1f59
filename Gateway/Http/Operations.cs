using Manidala.Gateway.Errors;
using Manidala.Gateway.Keys;
using Manidala.Gateway.Telemetry;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Http;

/// <summary>What surrounds every operation of the API: its key, its place among the requests in progress, its outcome. Thread-safe.</summary>
internal sealed partial class Operations(
    ApiKeys keys, IOptions<GatewayOptions> options, GatewayMetrics metrics, ILogger<Operations> logger)
{
    private readonly int _maxRunning = options.Value.MaxConcurrentRequests;
    private int _running;

    /// <summary>Guards a handler of ordinary requests.</summary>
    public GuardedHandler Guard(string operation, Roles needed, RequestDelegate handler) =>
        new(needed, context => RunAsync(context, operation, needed, handler, isLong: false));

    /// <summary>Guards an address that answers once, or streams where the caller asks for it; streams have a limit of their own.</summary>
    public GuardedHandler Guard(string operation, Roles needed, RequestDelegate handler, RequestDelegate streamHandler)
    {
        string streamOperation = operation + "Stream";
        return new(needed, context => AcceptsEventStream(context.Request)
            ? RunAsync(context, streamOperation, needed, streamHandler, isLong: true)
            : RunAsync(context, operation, needed, handler, isLong: false));
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

    private async Task RunAsync(HttpContext context, string operation, Roles needed, RequestDelegate handler, bool isLong)
    {
        string? outcome = null;
        bool entered = false;
        try
        {
            if (keys.Find(context.Request) is not { } key)
            {
                await ErrorResponses.WriteAsync(context, ErrorResponses.Unauthorized);
            }
            else if (!key.May(needed))
            {
                await ErrorResponses.WriteAsync(context, ErrorResponses.Forbidden(key.Roles, needed));
            }
            else if (!isLong && !(entered = TryEnter()))
            {
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
            await AnswerAsync(context, operation, error);
        }
        finally
        {
            if (entered)
            {
                Interlocked.Decrement(ref _running);
            }

            metrics.RequestEnded(operation, outcome ?? OutcomeOf(context.Response.StatusCode));
        }
    }

    private bool TryEnter()
    {
        if (Interlocked.Increment(ref _running) <= _maxRunning)
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
        await ErrorResponses.WriteAsync(context, problem);
    }

    private static string OutcomeOf(int status) => status switch
    {
        < 400 => "ok",
        401 => "unauthorized",
        403 => "forbidden",
        < 500 => "invalid",
        503 => "unavailable",
        _ => "failed",
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Operation {Operation} failed")]
    private partial void LogFailed(string operation, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer of {Operation} was cut short")]
    private partial void LogCutShort(string operation, Exception error);
}
