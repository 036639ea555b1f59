using System.Collections.Concurrent;

namespace Manidala.Bench.Drills.Checking;

/// <summary>Everything that checking clients saw. Thread-safe.</summary>
internal sealed class CheckingTally
{
    private readonly ConcurrentQueue<Acknowledgement> _acknowledgements = new();
    private readonly ConcurrentQueue<Operation> _operations = new();
    private readonly ConcurrentDictionary<string, long> _refusals = new();
    private readonly ConcurrentDictionary<string, long> _faults = new();
    private long _silences;

    public IReadOnlyCollection<Acknowledgement> Acknowledgements => _acknowledgements;

    public IReadOnlyCollection<Operation> Operations => _operations;

    /// <summary>What attempts were answered or met instead of what was asked for, and how often.</summary>
    public IReadOnlyDictionary<string, long> Refusals => new SortedDictionary<string, long>(_refusals);

    /// <summary>Answers that break a promise, and how often.</summary>
    public IReadOnlyDictionary<string, long> Faults => new SortedDictionary<string, long>(_faults);

    /// <summary>Attempts that ended without an answer: the connection went, or nothing came in time.</summary>
    public long Silences => Interlocked.Read(ref _silences);

    public void Acknowledged(in Acknowledgement one) => _acknowledgements.Enqueue(one);

    public void Ended(in Operation one) => _operations.Enqueue(one);

    public void Refused(string reason, bool isAnswer)
    {
        _refusals.AddOrUpdate(reason, 1, static (_, count) => count + 1);
        if (!isAnswer)
        {
            Interlocked.Increment(ref _silences);
        }
    }

    public void Broke(string what) => _faults.AddOrUpdate(what, 1, static (_, count) => count + 1);
}
