using System.Collections.Concurrent;

namespace Manidala.Bench.Load;

/// <summary>The kept connections to one server, opened as they are needed. Thread-safe.</summary>
internal sealed class HttpConnections : IDisposable
{
    // Servers and what stands before them close a connection that nothing comes over, Kestrel after 130 s.
    private const long MostIdleMs = 20_000;
    private static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(10);

    private readonly Uri _server;
    private readonly long _longestWaitMs;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentStack<HttpConnection> _idle = new();
    private readonly ConcurrentDictionary<HttpConnection, bool> _open = new();

    // One clock for all calls: a timer a call costs more than the call's own parsing.
    private readonly Timer _watch;

    /// <param name="longestWait">For a free one; null for until a call's deadline.</param>
    public HttpConnections(Uri server, int most, TimeSpan? longestWait = null)
    {
        _server = server;
        _longestWaitMs = (long?)longestWait?.TotalMilliseconds ?? int.MaxValue;
        _free = new SemaphoreSlim(most);
        _watch = new Timer(_ => Watch(), null, WatchEvery, WatchEvery);
    }

    /// <summary>A connection for one call, to be given to <see cref="Return"/> however that ends.</summary>
    /// <param name="deadline">By <see cref="Environment.TickCount64"/>.</param>
    /// <exception cref="NotSentException">None became free in time.</exception>
    /// <exception cref="HttpRequestException">Nobody listens there.</exception>
    public async ValueTask<HttpConnection> RentAsync(long deadline, CancellationToken cancellationToken)
    {
        if (!_free.Wait(0, CancellationToken.None)
            && !await _free.WaitAsync((int)Math.Clamp(deadline - Environment.TickCount64, 0, _longestWaitMs), cancellationToken).ConfigureAwait(false))
        {
            throw new NotSentException();
        }

        try
        {
            while (_idle.TryPop(out HttpConnection? kept))
            {
                if (Environment.TickCount64 - kept.LastUsed < MostIdleMs)
                {
                    return kept;
                }

                Drop(kept);
            }

            HttpConnection opened = await HttpConnection.OpenAsync(_server, cancellationToken).ConfigureAwait(false);
            _open[opened] = true;
            return opened;
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    public void Return(HttpConnection connection)
    {
        if (connection.IsOver)
        {
            Drop(connection);
        }
        else
        {
            _idle.Push(connection);
        }

        _free.Release();
    }

    /// <summary>Breaks off what is under way, too.</summary>
    public void Dispose()
    {
        _watch.Dispose();
        foreach (HttpConnection connection in _open.Keys)
        {
            connection.Dispose();
        }

        // Calls that are broken off give their connections back later, so the semaphore has to outlive this; it holds nothing of the system's.
    }

    private void Drop(HttpConnection connection)
    {
        _open.TryRemove(connection, out _);
        connection.Dispose();
    }

    private void Watch()
    {
        long now = Environment.TickCount64;
        foreach ((HttpConnection connection, _) in _open)
        {
            connection.Expire(now);
        }
    }
}
