using System.Diagnostics;
using System.Diagnostics.Metrics;
using Manidala.Engine.Batching;
using Manidala.Engine.Model;
using Manidala.Engine.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Manidala.Bench.Serving.Rows;

/// <summary>The encoder's step through the batcher, in this process: what larger batches bring and what they cost a caller.</summary>
internal sealed class BatchingRow : IBenchRow
{
    private static readonly int[] Sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256];

    public string Name => "batching";

    public async Task RunAsync(BenchWorld world, ServingSettings settings, BenchResults results, CancellationToken cancellationToken)
    {
        LoadedModel model = LoadedModel.Load(world.Bundle, new EncoderOptions { Provider = EncoderOptions.Cpu });
        var throughput = new List<CurvePoint>();
        var latency = new List<CurvePoint>();
        foreach (int size in Sizes)
        {
            var steps = new List<double>();
            var microseconds = new List<double>();
            for (int round = 0; round < settings.Rounds; round++)
            {
                (double perSecond, double mean) = await MeasureAsync(model, size, settings.Time / 4, cancellationToken).ConfigureAwait(false);
                steps.Add(perSecond);
                microseconds.Add(mean);
            }

            results.Add(Name, $"steps by {size} callers, batches of at most {size}", "1/s", true, steps);
            results.Add(Name, $"a step's mean time among {size}", "us", false, microseconds);
            throughput.Add(new CurvePoint(size, steps.Order().ElementAt(steps.Count / 2)));
            latency.Add(new CurvePoint(size, microseconds.Order().ElementAt(microseconds.Count / 2)));
        }

        results.AddCurve(Name, "steps", "batch size", "steps/s", throughput);
        results.AddCurve(Name, "time of a step", "batch size", "us", latency);
        model.Retire();
    }

    private static async Task<(double PerSecond, double MeanMicroseconds)> MeasureAsync(LoadedModel model, int size, TimeSpan time, CancellationToken cancellationToken)
    {
        var options = new BatchingOptions { MaxBatchSize = size, Deadline = TimeSpan.FromMinutes(1) };
        using var meters = new UnheardMeters();
        await using var batcher = new StepBatcher(Options.Create(options), TimeProvider.System, new EngineMetrics(meters), NullLogger<StepBatcher>.Instance);
        long started = Stopwatch.GetTimestamp();
        int[] steps = await Task.WhenAll(Enumerable.Range(0, size).Select(caller => Task.Run(() => StepAsync(model, batcher, caller, started, time, cancellationToken), cancellationToken)))
            .ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        int total = steps.Sum();
        return (total / seconds, size * seconds * 1e6 / total);
    }

    private static async Task<int> StepAsync(LoadedModel model, StepBatcher batcher, int caller, long started, TimeSpan time, CancellationToken cancellationToken)
    {
        float[] state = model.NewState("");
        float[] query = new float[model.Dimension];
        var input = new StepInput[1];
        int steps = 0;
        do
        {
            input[0] = new StepInput((caller + (31 * steps)) % model.ItemCount, 0, 0);
            StepOutcome outcome = await batcher.StepAsync(model, state, input, state, query, cancellationToken).ConfigureAwait(false);
            steps += outcome == StepOutcome.Done ? 1 : throw new InvalidDataException($"a step of the encoder ended as {outcome}.");
        }
        while (Stopwatch.GetElapsedTime(started) < time);

        return steps;
    }

    private sealed class UnheardMeters : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            _meters.Add(meter);
            return meter;
        }

        public void Dispose() => _meters.ForEach(meter => meter.Dispose());
    }
}
