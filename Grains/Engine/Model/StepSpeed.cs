using System.Diagnostics;

namespace Manidala.Engine.Model;

/// <summary>What one step of many users takes.</summary>
public static class StepSpeed
{
    /// <summary>Users of the step.</summary>
    public const int Users = 64;

    private const int Rounds = 7;

    /// <summary>
    /// The shortest of some steps of each, in turn, so that what disturbs the machine disturbs both. The caller holds a lease on either, and whoever else steps waits
    /// for these.
    /// </summary>
    public static (TimeSpan One, TimeSpan Other) Compare(LoadedModel one, LoadedModel other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        TimeSpan ofOne = TimeSpan.MaxValue, ofOther = TimeSpan.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            ofOne = Shorter(ofOne, Step(one, round));
            ofOther = Shorter(ofOther, Step(other, round));
        }

        return (ofOne, ofOther);
    }

    private static TimeSpan Step(LoadedModel model, int round)
    {
        float[] states = [.. Enumerable.Range(0, Users).SelectMany(_ => model.NewState(""))];
        StepInput[] inputs = [.. Enumerable.Range(0, Users).Select(user => EncoderWarmUp.InputOf(model.Manifest.Encoder, model.Items, user, round))];
        float[] queries = new float[Users * model.Dimension];
        long started = Stopwatch.GetTimestamp();
        model.Encoder.Step(states, inputs, states, queries);
        return Stopwatch.GetElapsedTime(started);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
