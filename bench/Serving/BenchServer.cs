using Manidala.Bench.Load;
using Manidala.Bench.Processes;

namespace Manidala.Bench.Serving;

/// <summary>A server under measurement: the process with the silo, before it a gateway where it has no HTTP, and the folder that it serves.</summary>
internal sealed class BenchServer(Uri address, ServerProcess silo, ServerProcess? gateway) : IAsyncDisposable
{
    private const int BatchSize = 100;
    private const int Seed = 1;

    // Above what a run has under way, so that calls wait in the server and not here.
    private const int Connections = 256;

    public ServerProcess Silo => silo;

    /// <summary>What a load of these users asks.</summary>
    /// <param name="exponent">Of the Zipf law by which they act; 0 for all equally often.</param>
    public LoadRequest Request(int users, double exponent, double rate, TimeSpan time) =>
        new(address, rate, time, TimeSpan.FromSeconds(Math.Min(5, time.TotalSeconds / 2)), users, Count: 20, BatchSize, TimeSpan.FromSeconds(30), Connections, Seed)
        {
            UserExponent = exponent,
        };

    /// <summary>A client that knows items and model.</summary>
    public static async Task<LoadClient> PrepareAsync(LoadRequest request, CancellationToken cancellationToken)
    {
        var client = new LoadClient(request);
        try
        {
            await client.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Every user likes what it is shown, some times: from then on all of them have a session, and each feed is retrieved.</summary>
    public static Task VisitAsync(LoadClient client, int users, int times, LoadTally tally, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Enumerable.Range(0, users * times).Select(visit => visit % users),
        new ParallelOptions { MaxDegreeOfParallelism = ServingSettings.Connections, CancellationToken = cancellationToken },
        async (user, cancel) => await client.VisitAsync(user, tally, cancel).ConfigureAwait(false));

    /// <summary>One call of the kind for every user.</summary>
    public static Task CallAllAsync(LoadClient client, LoadKind kind, int users, int callers, LoadTally tally, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Enumerable.Range(0, users),
        new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancellationToken },
        async (user, cancel) => await client.CallAsync(kind, user, tally, cancel).ConfigureAwait(false));

    public async ValueTask DisposeAsync()
    {
        if (gateway is not null)
        {
            await gateway.DisposeAsync().ConfigureAwait(false);
        }

        await silo.DisposeAsync().ConfigureAwait(false);
    }
}
