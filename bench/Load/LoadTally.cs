using System.Collections.Concurrent;
using HdrHistogram;

namespace Manidala.Bench.Load;

/// <summary>Latencies and failures of one run, by kind. Thread-safe.</summary>
internal sealed class LoadTally
{
    /// <summary>Of a click, the part until the interaction is durable.</summary>
    public const string ClickAcknowledged = "click acknowledged";

    // Microseconds, to three digits: an hour at most.
    private const long Longest = 3_600_000_000;
    private const int Digits = 3;
    private readonly ConcurrentDictionary<string, LongConcurrentHistogram> _latencies = new();
    private readonly ConcurrentDictionary<string, long> _failures = new();
    private readonly ConcurrentDictionary<string, long> _faults = new();
    private readonly ConcurrentDictionary<string, long> _notes = new();

    /// <summary>What did not answer as it should, by what came instead.</summary>
    public IReadOnlyDictionary<string, long> Failures => new SortedDictionary<string, long>(_failures);

    /// <summary>Answers that break a promise: a feed without an acknowledged interaction, a seen item in a feed.</summary>
    public IReadOnlyDictionary<string, long> Faults => new SortedDictionary<string, long>(_faults);

    /// <summary>What is no failure and yet not what was asked for: fallback feeds, short feeds.</summary>
    public IReadOnlyDictionary<string, long> Notes => new SortedDictionary<string, long>(_notes);

    public void Answered(string what, TimeSpan latency)
    {
        LongConcurrentHistogram histogram = _latencies.GetOrAdd(what, static _ => new LongConcurrentHistogram(1, Longest, Digits));
        histogram.RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 1, Longest));
    }

    public void Failed(string what) => _failures.AddOrUpdate(what, 1, static (_, count) => count + 1);

    public void Broke(string what) => _faults.AddOrUpdate(what, 1, static (_, count) => count + 1);

    public void Note(string what) => _notes.AddOrUpdate(what, 1, static (_, count) => count + 1);

    public IReadOnlyDictionary<string, HistogramBase> Latencies => new SortedDictionary<string, HistogramBase>(_latencies.ToDictionary(pair => pair.Key, pair => (HistogramBase)pair.Value));
}
