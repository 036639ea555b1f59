using Manidala.Bench.Load;
using Manidala.Bench.Processes;

namespace Manidala.Bench.Serving.Rows;

/// <summary>Feeds beside those of a Python service that scores the whole catalogue with a two-tower model, turn by turn on the same machine.</summary>
internal sealed class PeersRow : IBenchRow
{
    private const string Python = "/usr/bin/python3";

    public string Name => "peers";

    public async Task RunAsync(BenchWorld world, ServingSettings settings, BenchResults results, CancellationToken cancellationToken)
    {
        if (settings.PeerSources is not { } sources)
        {
            results.Skip(Name, "not asked for: --peers");
            return;
        }

        if (await PythonModules.FirstMissingAsync(Python, ["fastapi", "uvicorn", "torch"], cancellationToken).ConfigureAwait(false) is { } missing)
        {
            results.Skip(Name, $"{missing} is missing (Debian: python3-fastapi python3-uvicorn python3-torch)");
            return;
        }

        string port = FreePort.Text();
        var environment = new Dictionary<string, string?> { ["ITEMS"] = FormattableString.Invariant($"{settings.Items}") };

        // It closes a kept connection after 5 s without a call: less than one of our turns.
        string[] arguments = ["-m", "uvicorn", "fastapi_feed:app", "--app-dir", sources, "--port", port, "--workers", FormattableString.Invariant($"{Environment.ProcessorCount}"), "--timeout-keep-alive", "3600"];
        ServerProcess process = await ServerProcess.StartAsync(Python, arguments, environment, "Application startup complete", cancellationToken).ConfigureAwait(false);
        await using var peer = new BenchServer(BenchWorld.AddressOf(port), process, null);
        await using BenchServer ours = await world.StartAsync(settings.Items, null, cancellationToken).ConfigureAwait(false);
        LoadRequest request = ours.Request(settings.Users, exponent: 0, rate: 1, settings.Time);
        LoadRequest peerRequest = peer.Request(settings.Users, exponent: 0, rate: 1, settings.Time);
        using LoadClient client = await BenchServer.PrepareAsync(request, cancellationToken).ConfigureAwait(false);
        using LoadClient peerClient = await BenchServer.PrepareAsync(peerRequest, cancellationToken).ConfigureAwait(false);
        await BenchServer.VisitAsync(client, settings.Users, times: 2, new LoadTally(), cancellationToken).ConfigureAwait(false);

        var loop = new ClosedLoop(client, request, ServingSettings.Connections);
        var peerLoop = new ClosedLoop(peerClient, peerRequest, ServingSettings.Connections);
        await loop.RunAsync(LoadKind.Feed, settings.Time, cancellationToken).ConfigureAwait(false);
        await peerLoop.RunAsync(LoadKind.Feed, settings.Time, cancellationToken).ConfigureAwait(false);
        var feeds = new List<ClosedLoop.Run>();
        var peers = new List<ClosedLoop.Run>();
        for (int round = 0; round < settings.Rounds; round++)
        {
            feeds.Add(await loop.RunAsync(LoadKind.Feed, settings.Time, cancellationToken).ConfigureAwait(false));
            peers.Add(await peerLoop.RunAsync(LoadKind.Feed, settings.Time, cancellationToken).ConfigureAwait(false));
        }

        feeds.Concat(peers).ToList().ForEach(run => results.Take(Name, run.Tally));
        results.Add(Name, "feeds", "1/s", true, [.. feeds.Select(run => run.PerSecond)]);
        results.Add(Name, "FastAPI and torch: feeds", "1/s", true, [.. peers.Select(run => run.PerSecond)]);
        results.Add(Name, "FastAPI and torch: feed p99", "ms", false, [.. peers.Select(run => run.P99Ms)]);
        results.Add(Name, "feeds to those of FastAPI and torch", "ratio", true, [.. feeds.Zip(peers, (feed, other) => feed.PerSecond / Math.Max(1, other.PerSecond))]);
    }
}
