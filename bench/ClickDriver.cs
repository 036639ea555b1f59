using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Manidala.Bench;

/// <summary>Clicks as visitors do: takes an item from the feed, likes it, and asks for the next feed, which must reflect it.</summary>
internal sealed class ClickDriver(Uri url, int rounds) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1024 }) { BaseAddress = url };
    private readonly ConcurrentBag<double> _acknowledged = [];
    private readonly ConcurrentBag<double> _clickToFeed = [];
    private int _stale;

    public async Task<ClickReport> RunAsync(int users, int connections, CancellationToken cancellationToken)
    {
        // Not counted: the first calls compile the server's code.
        await VisitAsync("bench-warm-up", cancellationToken);
        _acknowledged.Clear();
        _clickToFeed.Clear();

        long started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, users),
            new ParallelOptions { MaxDegreeOfParallelism = connections, CancellationToken = cancellationToken },
            async (user, cancel) => await VisitAsync($"bench-{user}", cancel));
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new ClickReport(
            users, rounds, connections, seconds, _clickToFeed.Count / seconds, Percentiles.Of(_acknowledged), Percentiles.Of(_clickToFeed), _stale);
    }

    public void Dispose() => _http.Dispose();

    private async Task VisitAsync(string user, CancellationToken cancellationToken)
    {
        (_, string item) = await FeedAsync(user, cancellationToken);
        for (int round = 0; round < rounds; round++)
        {
            long clicked = Stopwatch.GetTimestamp();
            long sequence = await LikeAsync(user, item, cancellationToken);
            _acknowledged.Add(Stopwatch.GetElapsedTime(clicked).TotalMilliseconds);
            (long reflected, string next) = await FeedAsync(user, cancellationToken);
            _clickToFeed.Add(Stopwatch.GetElapsedTime(clicked).TotalMilliseconds);
            if (reflected < sequence || next == item)
            {
                Interlocked.Increment(ref _stale);
            }

            item = next;
        }
    }

    private async Task<(long Sequence, string FirstItem)> FeedAsync(string user, CancellationToken cancellationToken)
    {
        using JsonDocument feed = JsonDocument.Parse(await _http.GetByteArrayAsync($"v1/users/{user}/feed?n=20", cancellationToken));
        return (feed.RootElement.GetProperty("sequence").GetInt64(), feed.RootElement.GetProperty("items")[0].GetProperty("id").GetString()!);
    }

    private async Task<long> LikeAsync(string user, string item, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _http.PostAsJsonAsync(
            "v1/interactions", new Like(user, item, "like"), BenchJson.Default.Like, cancellationToken);
        response.EnsureSuccessStatusCode();
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return answer.RootElement.GetProperty("results")[0].GetProperty("sequence").GetInt64();
    }
}
