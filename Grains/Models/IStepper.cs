using Manidala.Engine.Model;

namespace Manidala.Grains.Models;

/// <summary>Steps a user's state over interactions, wherever the model is hosted.</summary>
internal interface IStepper
{
    /// <summary>Replaces the state by the one after them, and the query by its query embedding; on any other outcome than done neither is touched.</summary>
    ValueTask<StepOutcome> StepAsync(LoadedModel model, Memory<float> state, ReadOnlyMemory<StepInput> inputs, Memory<float> query);
}
