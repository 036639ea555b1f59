using System.Runtime.InteropServices;
using Manidala.Engine.Model;

namespace Manidala.Grains.Models;

/// <summary>
/// One user's step on its way to a model grain. Its memory belongs to the session, which does not touch it until the task ends. Its first ending counts and later
/// ones are ignored, since its deadline may pass while the call is under way.
/// </summary>
internal sealed class PendingStep(LoadedModel model, Memory<float> state, ReadOnlyMemory<StepInput> inputs, Memory<float> query)
{
    private readonly TaskCompletionSource<StepOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _settled;

    public LoadedModel Model => model;

    public int InputCount => inputs.Length;

    public Task<StepOutcome> Outcome => _outcome.Task;

    /// <summary>A timestamp of the clock; set once, by the queue.</summary>
    public long QueuedAt { get; set; }

    public bool IsSettled => Volatile.Read(ref _settled) != 0;

    public void WriteState(Span<byte> states) => MemoryMarshal.AsBytes(state.Span).CopyTo(states);

    public void WriteInputs(Span<int> items, Span<byte> types, Span<float> gaps)
    {
        ReadOnlySpan<StepInput> written = inputs.Span;
        for (int index = 0; index < written.Length; index++)
        {
            items[index] = written[index].Row;
            types[index] = written[index].Type;
            gaps[index] = written[index].Gap;
        }
    }

    /// <summary>Appends the vectors of the items that the model has no row for.</summary>
    public void AddVectors(List<byte> vectors)
    {
        foreach (StepInput input in inputs.Span)
        {
            if (input.Vector is { } vector)
            {
                vectors.AddRange(MemoryMarshal.AsBytes<float>(vector));
            }
        }
    }

    public void Complete(ReadOnlySpan<byte> nextState, ReadOnlySpan<byte> nextQuery)
    {
        if (TrySettle())
        {
            nextState.CopyTo(MemoryMarshal.AsBytes(state.Span));
            nextQuery.CopyTo(MemoryMarshal.AsBytes(query.Span));
            _outcome.SetResult(StepOutcome.Done);
        }
    }

    /// <summary>Ends it without a result.</summary>
    public void End(StepOutcome outcome)
    {
        if (TrySettle())
        {
            _outcome.SetResult(outcome);
        }
    }

    private bool TrySettle() => Interlocked.CompareExchange(ref _settled, 1, 0) == 0;
}
