using System.Globalization;
using HdrHistogram;

namespace Manidala.Bench.Load;

/// <summary>All runs of one command: the floor where it is asked for, then the load or the ramp.</summary>
internal sealed class LoadSession(LoadRequest request, LoadMix mix, TextWriter log) : IDisposable
{
    private readonly LoadClient _client = new(request);

    /// <summary>Of the load, or of the ramp's best step.</summary>
    public IReadOnlyDictionary<string, HistogramBase> Latencies { get; private set; } = new Dictionary<string, HistogramBase>();

    public async Task<LoadReport> RunAsync(string command, CancellationToken cancellationToken)
    {
        await _client.PrepareAsync(cancellationToken).ConfigureAwait(false);
        if ((request.WithFloor || mix.Kinds.Contains(LoadKind.Floor)) && !_client.HasFloor)
        {
            throw new InvalidDataException("it has no floor; start it with Gateway__FloorEndpoint=true.");
        }

        LoadRunReport? floor = request.WithFloor ? await RunAsync(request.Rate, LoadMix.FloorAlone, cancellationToken).ConfigureAwait(false) : null;
        double? highest = null;
        IReadOnlyList<LoadRunReport>? steps = null;
        LoadRunReport load;
        if (request.Bound is { } bound)
        {
            (highest, steps) = await new LoadRamp(rate => RunAsync(rate, mix, cancellationToken), bound).FindAsync(request.Rate).ConfigureAwait(false);
            load = await RunAsync(highest > 0 ? highest.Value : request.Rate, mix, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            load = await RunAsync(request.Rate, mix, cancellationToken).ConfigureAwait(false);
        }

        return new LoadReport(
            TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Machine.Describe(), command, _client.Model, load, floor, highest, steps);
    }

    public void Dispose() => _client.Dispose();

    private async Task<LoadRunReport> RunAsync(double rate, LoadMix what, CancellationToken cancellationToken)
    {
        await log.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{rate:N0} operations a second …")).ConfigureAwait(false);
        (LoadRunReport report, LoadTally tally) = await new LoadRun(request, _client).RunAsync(rate, what, cancellationToken).ConfigureAwait(false);
        Latencies = tally.Latencies;
        return report;
    }
}
