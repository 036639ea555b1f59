using Manidala.Gateway.Errors;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Http;

/// <summary>
/// Calls grains so that none waits past its deadline: a call that was already sent when its silo died would otherwise wait for the
/// cluster client's whole response timeout. Thread-safe.
/// </summary>
internal sealed class GrainCalls(IOptions<GatewayOptions> options)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);
    private readonly TimeSpan _timeout = options.Value.CallTimeout;
    private readonly TimeSpan _attemptTimeout = options.Value.AttemptTimeout;
    private readonly DefaultObjectPool<CancellationTokenSource> _sources = new(new SourcePolicy(), 256);

    /// <summary>
    /// Calls a grain whose answer to the same call twice is the same; a call that may not have arrived is repeated until the deadline, so that one to a silo
    /// that has died is answered by the grain's next silo.
    /// </summary>
    public async Task<T> CallAsync<TState, T>(
        TState state, Func<TState, CancellationToken, Task<T>> call, CancellationToken aborted)
    {
        long deadline = Environment.TickCount64 + (long)_timeout.TotalMilliseconds;
        for (var pause = FirstPause; ; pause = pause < LongestPause ? 2 * pause : LongestPause)
        {
            try
            {
                return await CallOnceAsync(state, call, Within(deadline, _attemptTimeout), aborted);
            }
            catch (Exception error) when (
                Failures.IsWorthRetrying(error) && !aborted.IsCancellationRequested && deadline - Environment.TickCount64 > pause.TotalMilliseconds)
            {
                // Too many attempts at once would be a load of their own.
                await Task.Delay(pause, aborted);
            }
        }
    }

    /// <summary>Calls a grain once, with the usual deadline.</summary>
    public Task<T> CallOnceAsync<TState, T>(TState state, Func<TState, CancellationToken, Task<T>> call, CancellationToken aborted) =>
        CallOnceAsync(state, call, _timeout, aborted);

    /// <summary>Calls a grain once; throws <see cref="TimeoutException"/> when the answer does not come in time.</summary>
    public async Task<T> CallOnceAsync<TState, T>(
        TState state, Func<TState, CancellationToken, Task<T>> call, TimeSpan timeout, CancellationToken aborted)
    {
        var source = _sources.Get();
        var link = aborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
        source.CancelAfter(timeout);
        try
        {
            return await call(state, source.Token);
        }
        catch (OperationCanceledException error) when (!aborted.IsCancellationRequested && source.IsCancellationRequested)
        {
            throw new TimeoutException($"A grain did not answer within {timeout.TotalSeconds} s.", error);
        }
        finally
        {
            // Before the source goes back: the link must not cancel the next call that gets it.
            await link.DisposeAsync();
            _sources.Return(source);
        }
    }

    private static TimeSpan Within(long deadline, TimeSpan longest)
    {
        var left = TimeSpan.FromMilliseconds(Math.Max(1, deadline - Environment.TickCount64));
        return left < longest ? left : longest;
    }

    private sealed class SourcePolicy : IPooledObjectPolicy<CancellationTokenSource>
    {
        public CancellationTokenSource Create() => new();

        public bool Return(CancellationTokenSource source)
        {
            if (source.TryReset())
            {
                return true;
            }

            source.Dispose();
            return false;
        }
    }
}
