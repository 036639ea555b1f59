using System.Collections.Concurrent;

namespace Manidala.Bench.Drills.Checking;

/// <summary>Everything that checking clients saw. Thread-safe.</summary>
internal sealed class CheckingTally
{
    private readonly ConcurrentQueue<Acknowledgement> _acknowledgements = new();
    private readonly ConcurrentQueue<Operation> _operations = new();
    private readonly ConcurrentQueue<Refusal> _refusals = new();
    private readonly ConcurrentDictionary<string, long> _faults = new();

    public IReadOnlyCollection<Acknowledgement> Acknowledgements => _acknowledgements;

    public IReadOnlyCollection<Operation> Operations => _operations;

    public IReadOnlyCollection<Refusal> Refusals => _refusals;

    /// <summary>Answers that break a promise, and how often.</summary>
    public IReadOnlyDictionary<string, long> Faults => new SortedDictionary<string, long>(_faults);

    public void Acknowledged(in Acknowledgement one) => _acknowledgements.Enqueue(one);

    public void Ended(in Operation one) => _operations.Enqueue(one);

    public void Refused(in Refusal one) => _refusals.Enqueue(one);

    public void Broke(string what) => _faults.AddOrUpdate(what, 1, static (_, count) => count + 1);
}
