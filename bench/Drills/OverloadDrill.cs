using Manidala.Bench.Drills.Cluster;
using Manidala.Bench.Load;
using Manidala.Bench.Processes;
using Manidala.Bench.Serving;

namespace Manidala.Bench.Drills;

/// <summary>One process is asked for ten times what it can do; beside that flood, checking clients go on as before.</summary>
internal sealed class OverloadDrill : IDrill
{
    private const double Times = 10;
    private const double CheckedShare = 0.25;
    private const double MostTimesNormal = 3;
    private const double MostMoreMiB = 256;
    private const double Cores = 0.3;
    private const int FeedItems = 20;

    // More than the server lets in at once, so that it has to refuse. Who is due while all of them wait for answers is not sent, and counted by itself: calls that
    // queue in the driver would say nothing of the server, and take the checking clients' processor time.
    private const int Connections = 1024;
    private static readonly LoadMix Mix = LoadMix.Parse("feed=4,interaction=1");
    private static readonly TimeSpan Flood = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Around = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    public string Name => "overload";

    public string What => "ten times the load that one process can do";

    public async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        (string model, string data) = await world.FillAsync(settings.Items, null, cancellationToken).ConfigureAwait(false);
        TimeSpan flooded = settings.Duration ?? Flood;
        TimeSpan around = flooded < Around ? flooded : Around;
        int port = world.Ports.Next();
        CpuQuota? quota = null;
        ServerProcess server = await OneProcess.StartAsync(world, model, data, port, "one-process", cancellationToken).ConfigureAwait(false);
        try
        {
            Uri address = OneProcess.AddressOf(port);
            var request = new LoadRequest(address, Rate: 1, flooded, TimeSpan.Zero, settings.Users, FeedItems, BatchSize: 1, Timeout, Connections, settings.Seed)
            {
                ConnectionWait = TimeSpan.Zero,
            };
            using LoadClient client = await BenchServer.PrepareAsync(request, cancellationToken).ConfigureAwait(false);

            // Compiled first, and then held to its part of a core.
            await Capacity.MeasureAsync(client, request, Mix, settings.WarmUp, cancellationToken).ConfigureAwait(false);
            quota = CpuQuota.Give(server.Id, Cores);
            double capacity = await Capacity.MeasureAsync(client, request, Mix, around, cancellationToken).ConfigureAwait(false);

            double memory = server.ResidentMiB;
            double highest = memory;
            LoadRunReport? flood = null;
            TimeSpan began = default, ended = default;
            var load = new UnderLoad(address, settings with { WarmUp = TimeSpan.Zero }, capacity * CheckedShare, around + request.Duration + around, world.Progress, Mix);
            Observed observed = await load.RunAsync(
                async cancel =>
                {
                    await Task.Delay(around, cancel).ConfigureAwait(false);
                    began = load.Note(FormattableString.Invariant($"{capacity * Times:N0} operations a second to a server that does {capacity:N0}"));
                    Task<LoadRunReport> flooding = RunAsync(client, request, capacity * Times, cancel);
                    while (await Task.WhenAny(flooding, Task.Delay(TimeSpan.FromSeconds(1), cancel)).ConfigureAwait(false) != flooding)
                    {
                        highest = Math.Max(highest, server.ResidentMiB);
                    }

                    flood = await flooding.ConfigureAwait(false);
                    ended = load.Note("no more");
                },
                async _ =>
                {
                    await server.DisposeAsync().ConfigureAwait(false);
                    using var journal = new SqliteJournal(data);
                    return journal.Read();
                },
                cancellationToken).ConfigureAwait(false);

            var judgement = new Judgement(observed).Truth().GivenUp()
                .Figure("capacity, operations a second", capacity)
                .Figure("asked for in the flood, operations a second", flood!.Asked)
                .Figure("sent in the flood, operations a second", flood.Sent - (CountOf(flood, IsNotSent) / flood.Seconds));
            foreach (bool isFeed in new[] { true, false })
            {
                string what = isFeed ? "feeds" : "interactions";
                double usual = ServedMs(observed, isFeed, TimeSpan.Zero, began);
                double during = ServedMs(observed, isFeed, began, ended);
                judgement
                    .Figure($"{what} before it, served: p99, ms", usual)
                    .Figure($"{what} accepted in the flood, served: p99, ms", during)
                    .Figure($"{what} accepted in the flood, a second", flood.Latencies[isFeed ? "feed" : "interaction"].PerSecond)
                    .Add(DrillBound.AtMost($"{what} accepted in the flood, served: p99, times that before", during / usual, MostTimesNormal));
            }

            foreach ((string failure, long count) in flood.Failures)
            {
                judgement.Figure($"of the flood, {failure}", count);
            }

            Checking.Operation[] after = [.. observed.Tally.Operations.Where(one => one.Due > ended + Recovery)];
            return judgement
                .Add(DrillBound.None("calls of the flood that were neither served nor refused", CountOf(flood, failure => !IsRefusal(failure) && !IsNotSent(failure))))
                .Add(DrillBound.AtMost("memory beyond that before", highest - memory, MostMoreMiB, "MiB"))
                .Add(DrillBound.AtLeast("operations within 1 s, 5 s after it", Judgement.ShareOf(after, one => one.IsAnswered && one.Took <= TimeSpan.FromSeconds(1)) * 100, 99, "%"))
                .Result(this);
        }
        finally
        {
            await server.DisposeAsync().ConfigureAwait(false);
            quota?.Dispose();
        }
    }

    // Of the attempt that was accepted, by itself: of an operation the rest is its client's pauses.
    private static double ServedMs(Observed observed, bool isFeed, TimeSpan from, TimeSpan to) => Judgement.Percentile(
        observed.Tally.Operations.Where(one => one.IsFeed == isFeed && one.IsAnswered && one.Due > from && one.Due < to).Select(one => one.Served), .99).TotalMilliseconds;

    private static long CountOf(LoadRunReport flood, Func<string, bool> isCounted) => flood.Failures.Where(failure => isCounted(failure.Key)).Sum(failure => failure.Value);

    private static bool IsNotSent(string failure) => failure.EndsWith(LoadFailure.NotSent, StringComparison.Ordinal);

    private static bool IsRefusal(string failure) => failure.Contains("503", StringComparison.Ordinal) || failure.Contains("429", StringComparison.Ordinal);

    private static async Task<LoadRunReport> RunAsync(LoadClient client, LoadRequest request, double rate, CancellationToken cancellationToken) =>
        (await new LoadRun(request, client).RunAsync(rate, Mix, cancellationToken).ConfigureAwait(false)).Report;
}
