using Manidala.Engine.Model;

namespace Manidala.Engine.Tests.Model;

/// <summary>One user's call of a batcher: its memory, and what came of it.</summary>
internal sealed class StepCall(LoadedModel model, params int[] rows)
{
    public int[] Rows { get; } = rows;

    public StepInput[] Inputs { get; } = [.. rows.Select(row => new StepInput(row, Type: 0, Gap: 0))];

    public float[] State { get; init; } = [.. Enumerable.Range(0, model.StateSize).Select(i => i * 0.01f)];

    public float[] NextState { get; init; } = new float[model.StateSize];

    public float[] Query { get; } = new float[model.Dimension];

    public ValueTask<StepOutcome> On(StepBatcher batcher) => Cancellable(batcher, TestContext.Current.CancellationToken);

    public ValueTask<StepOutcome> Cancellable(StepBatcher batcher, CancellationToken cancellationToken) =>
        batcher.StepAsync(model, State, Inputs, NextState, Query, cancellationToken);
}
