using System.Runtime.InteropServices;
using Manidala.Engine.Model;

namespace Manidala.Grains.Models;

/// <summary>One user's step on its way to a model grain. Its memory belongs to the session, which does not touch it until the task ends.</summary>
internal sealed class PendingStep(LoadedModel model, Memory<float> state, ReadOnlyMemory<StepInput> inputs, Memory<float> query)
{
    private readonly TaskCompletionSource<StepOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LoadedModel Model => model;

    public int InputCount => inputs.Length;

    public Task<StepOutcome> Outcome => _outcome.Task;

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
        nextState.CopyTo(MemoryMarshal.AsBytes(state.Span));
        nextQuery.CopyTo(MemoryMarshal.AsBytes(query.Span));
        _outcome.SetResult(StepOutcome.Done);
    }

    public void Fail(StepOutcome outcome) => _outcome.SetResult(outcome);
}
