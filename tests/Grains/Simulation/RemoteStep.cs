using Manidala.Engine.Model;
using Manidala.Grains.Models;

namespace Manidala.Grains.Tests.Simulation;

/// <summary>One user's step through a shard: the simulated silo adds one to each number of its state, and answers the state as the query.</summary>
internal sealed class RemoteStep
{
    private readonly LoadedModel _model;
    private readonly float[] _given;
    private readonly float[] _state;
    private readonly float[] _query;
    private Task<StepOutcome> _outcome = null!;

    public RemoteStep(int number, LoadedModel model, DateTimeOffset sentAt)
    {
        Number = number;
        SentAt = sentAt;
        _model = model;
        _given = [.. Enumerable.Range(0, model.StateSize).Select(place => (number * 100f) + place)];
        _state = [.. _given];
        _query = new float[model.Dimension];
    }

    public int Number { get; }

    public LoadedModel Model => _model;

    public DateTimeOffset SentAt { get; }

    public ReadOnlySpan<float> Given => _given;

    /// <summary>Whether its answer has come and was looked at.</summary>
    public bool IsSettled { get; private set; }

    public void SendTo(ModelShard shard) => _outcome = shard.StepAsync(new PendingStep(_model, _state, new[] { new StepInput(Number % 7, 0, 0) }, _query));

    /// <summary>Checks the answer, and takes the memory back: from here on nobody may write to it.</summary>
    public async Task SettleAsync(StepOutcome expected)
    {
        IsSettled = true;
        Assert.Equal(expected, await _outcome.WaitAsync(TimeSpan.FromSeconds(20)));
        if (expected == StepOutcome.Done)
        {
            Assert.Equal(_given.Select(number => number + 1), _state);
            Assert.Equal(_given[.._query.Length], _query);
            _given.CopyTo(_state, 0);
            Array.Clear(_query);
        }
    }

    public void AssertUntouched()
    {
        Assert.Equal(_given, _state);
        Assert.All(_query, number => Assert.Equal(0, number));
    }
}
