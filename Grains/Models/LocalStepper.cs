using Manidala.Engine.Model;

namespace Manidala.Grains.Models;

/// <summary>Steps in this silo's own batch queue.</summary>
internal sealed class LocalStepper(StepBatcher batcher) : IStepper
{
    public ValueTask<StepOutcome> StepAsync(LoadedModel model, Memory<float> state, ReadOnlyMemory<int> rows, Memory<float> query) =>
        batcher.StepAsync(model, state, rows, state, query, CancellationToken.None);
}
