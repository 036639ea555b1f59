using Manidala.Engine.Model;

namespace Manidala.Grains.Models;

/// <summary>Steps in this silo's own batch queue.</summary>
internal sealed class LocalStepper(StepBatcher batcher) : IStepper
{
    public ValueTask<StepOutcome> StepAsync(LoadedModel model, Memory<float> state, ReadOnlyMemory<StepInput> inputs, Memory<float> query) =>
        batcher.StepAsync(model, state, inputs, state, query, CancellationToken.None);
}
