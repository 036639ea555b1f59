using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;

namespace Manidala.Engine.Tests.Simulation;

/// <summary>A loaded model, its held encoder, and plain loops that say what it must answer.</summary>
internal sealed record SteppedModel(LoadedModel Loaded, HeldEncoder Encoder, LinearEncoder Twin)
{
    public (float[] State, float[] Query) Expected(float[] state, ReadOnlySpan<StepInput> inputs)
    {
        float[] query = [];
        foreach (StepInput input in inputs)
        {
            (state, query) = Twin.Step(state, Loaded.Embedding(input.Row));
        }

        return (state, query);
    }
}
