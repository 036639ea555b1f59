using Manidala.Bench.Load;

namespace Manidala.Bench.Serving.Rows;

/// <summary>Interactions that are acknowledged as durable: in batches, and one by one.</summary>
internal sealed class DurableRow : IBenchRow
{
    // Enough to keep a writer busy with a batch while others gather.
    private const int BatchCallers = 8;

    public string Name => "durable";

    public async Task RunAsync(BenchWorld world, ServingSettings settings, BenchResults results, CancellationToken cancellationToken)
    {
        foreach ((string database, string? url) in settings.Databases)
        {
            await using BenchServer server = await world.StartAsync(settings.Items, url, cancellationToken).ConfigureAwait(false);
            LoadRequest request = server.Request(settings.Users, exponent: 0, rate: 1, settings.Time);
            using LoadClient client = await BenchServer.PrepareAsync(request, cancellationToken).ConfigureAwait(false);
            var batches = new ClosedLoop(client, request, BatchCallers);
            var singles = new ClosedLoop(client, request, ServingSettings.Connections);
            await batches.RunAsync(LoadKind.Batch, settings.Time, cancellationToken).ConfigureAwait(false);
            await singles.RunAsync(LoadKind.Interaction, settings.Time, cancellationToken).ConfigureAwait(false);
            var batched = new List<ClosedLoop.Run>();
            var single = new List<ClosedLoop.Run>();
            for (int round = 0; round < settings.Rounds; round++)
            {
                batched.Add(await batches.RunAsync(LoadKind.Batch, settings.Time, cancellationToken).ConfigureAwait(false));
                single.Add(await singles.RunAsync(LoadKind.Interaction, settings.Time, cancellationToken).ConfigureAwait(false));
            }

            batched.Concat(single).ToList().ForEach(run => results.Take(Name, run.Tally));
            results.Add(Name, $"{database}: interactions in batches of {request.BatchSize}", "1/s", true, [.. batched.Select(run => run.PerSecond * request.BatchSize)]);
            results.Add(Name, $"{database}: single posts, {ServingSettings.Connections} connections", "1/s", true, [.. single.Select(run => run.PerSecond)]);
            results.Add(Name, $"{database}: single post p99", "ms", false, [.. single.Select(run => run.P99Ms)]);
        }
    }
}
