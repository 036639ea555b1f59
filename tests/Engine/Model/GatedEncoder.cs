using System.Collections.Concurrent;
using Manidala.Engine.Model;

namespace Manidala.Engine.Tests.Model;

/// <summary>A real encoder whose steps a test lets through one by one; it notes how many users each stepped, and how many queries each was asked for.</summary>
internal sealed class GatedEncoder(IEncoder real) : IEncoder
{
    private readonly SemaphoreSlim _entered = new(0);
    private readonly SemaphoreSlim _gate = new(0);

    public int StateSize => real.StateSize;

    public int Dimension => real.Dimension;

    public ConcurrentQueue<int> BatchSizes { get; } = new();

    public ConcurrentQueue<int> QueriesWanted { get; } = new();

    public Exception? Failure { get; set; }

    public float[] NewState(string userId) => real.NewState(userId);

    public void Step(ReadOnlySpan<float> states, ReadOnlySpan<StepInput> inputs, Span<float> nextStates, Span<float> queries, int queriesFrom = 0)
    {
        BatchSizes.Enqueue(inputs.Length);
        QueriesWanted.Enqueue(inputs.Length - queriesFrom);
        _entered.Release();
        _gate.Wait();
        if (Failure is { } failure)
        {
            throw failure;
        }

        real.Step(states, inputs, nextStates, queries, queriesFrom);
    }

    public Task EnteredAsync() => _entered.WaitAsync(TestContext.Current.CancellationToken);

    public void LetThrough(int steps) => _gate.Release(steps);

    /// <summary>A step of the test's own, to see whether the encoder still lives.</summary>
    public void LetThroughAndStep()
    {
        LetThrough(1);
        Step(new float[StateSize], new StepInput[1], new float[StateSize], new float[Dimension]);
    }

    public void Dispose() => real.Dispose();
}
