using Manidala.Engine.Model;

namespace Manidala.Engine.Tests.Simulation;

/// <summary>One user's call of a batcher, and what became of it.</summary>
internal sealed class SimulatedStep(int number, SteppedModel model, float[] state, StepInput[] inputs, DateTimeOffset sentAt) : IDisposable
{
    /// <summary>What the caller's memory holds where nobody wrote to it.</summary>
    private const float Untouched = -77;

    // Only a failed run waits for it.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _cancellation = new();
    private readonly float[] _nextState = [.. Enumerable.Repeat(Untouched, state.Length)];
    private readonly float[] _query = [.. Enumerable.Repeat(Untouched, model.Loaded.Dimension)];
    private Task<StepOutcome> _answer = null!;

    public int Number => number;

    public SteppedModel Model => model;

    public int Length => inputs.Length;

    public DateTimeOffset SentAt => sentAt;

    /// <summary>Whether its answer has come and was looked at.</summary>
    public bool IsSettled { get; private set; }

    public void SendTo(StepBatcher batcher) => _answer = batcher.StepAsync(model.Loaded, state, inputs, _nextState, _query, _cancellation.Token).AsTask();

    public async Task CancelAsync()
    {
        await _cancellation.CancelAsync();
        IsSettled = true;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _answer.WaitAsync(LongestWait));
    }

    /// <summary>Checks the answer, and takes the memory back: from here on nobody may write to it.</summary>
    public async Task SettleAsync(StepOutcome expected)
    {
        IsSettled = true;
        Assert.Equal(expected, await _answer.WaitAsync(LongestWait));
        if (expected == StepOutcome.Done)
        {
            (float[] nextState, float[] query) = model.Expected(state, inputs);
            AssertClose(nextState, _nextState);
            AssertClose(query, _query);
            Array.Fill(_nextState, Untouched);
            Array.Fill(_query, Untouched);
        }
    }

    public void AssertUntouched()
    {
        Assert.All(_nextState, number => Assert.Equal(Untouched, number));
        Assert.All(_query, number => Assert.Equal(Untouched, number));
    }

    public void Dispose() => _cancellation.Dispose();

    private static void AssertClose(float[] expected, float[] found)
    {
        for (int index = 0; index < expected.Length; index++)
        {
            Assert.Equal(expected[index], found[index], 1e-4f);
        }
    }
}
