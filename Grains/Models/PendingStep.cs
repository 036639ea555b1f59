using System.Runtime.InteropServices;
using Manidala.Engine.Model;

namespace Manidala.Grains.Models;

/// <summary>One user's step on its way to a model grain. Its memory belongs to the session, which does not touch it until the task ends.</summary>
internal sealed class PendingStep(LoadedModel model, Memory<float> state, ReadOnlyMemory<int> rows, Memory<float> query)
{
    private readonly TaskCompletionSource<StepOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LoadedModel Model => model;

    public int RowCount => rows.Length;

    public Task<StepOutcome> Outcome => _outcome.Task;

    public void WriteTo(Span<byte> states, Span<byte> items)
    {
        MemoryMarshal.AsBytes(state.Span).CopyTo(states);
        MemoryMarshal.AsBytes(rows.Span).CopyTo(items);
    }

    public void Complete(ReadOnlySpan<byte> nextState, ReadOnlySpan<byte> nextQuery)
    {
        nextState.CopyTo(MemoryMarshal.AsBytes(state.Span));
        nextQuery.CopyTo(MemoryMarshal.AsBytes(query.Span));
        _outcome.SetResult(StepOutcome.Done);
    }

    public void Fail(StepOutcome outcome) => _outcome.SetResult(outcome);
}
