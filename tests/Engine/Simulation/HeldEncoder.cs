using System.Threading.Channels;
using Manidala.Engine.Model;

namespace Manidala.Engine.Tests.Simulation;

/// <summary>A real encoder whose every step is held until the simulation lets it go on or fail.</summary>
internal sealed class HeldEncoder(IEncoder real, ChannelWriter<HeldStep> steps) : IEncoder
{
    public int StateSize => real.StateSize;

    public int Dimension => real.Dimension;

    public float[] NewState(string userId) => real.NewState(userId);

    public void Step(ReadOnlySpan<float> states, ReadOnlySpan<StepInput> inputs, Span<float> nextStates, Span<float> queries, int queriesFrom = 0)
    {
        HeldStep step = new(this, inputs.Length);
        steps.TryWrite(step);
        if (!step.Wait())
        {
            throw new InvalidOperationException("The device failed, as the simulation decided.");
        }

        real.Step(states, inputs, nextStates, queries, queriesFrom);
    }

    public void Dispose() => real.Dispose();
}
