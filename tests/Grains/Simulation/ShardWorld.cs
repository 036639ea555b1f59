using System.Runtime.InteropServices;
using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;

namespace Manidala.Grains.Tests.Simulation;

/// <summary>
/// Users whose steps go to another silo, which answers, refuses, fails, hangs, and answers when nobody waits any more, as a seed decides. The shard is met at each of
/// its calls, and time moves only when the simulation says so.
/// </summary>
internal sealed class ShardWorld : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(500);

    private static readonly Exception[] Failures =
    [
        new SiloUnavailableException("gone"), new TimeoutException("late"), new OperationCanceledException("ending"), new ArgumentException("of another version"),
    ];

    private readonly SimulatedRun _run;
    private readonly IReadOnlyList<LoadedModel> _models;
    private readonly HeldModelGrain _grain = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ModelShard _shard;
    private readonly int _mostUsers;
    private readonly int _capacity;
    private readonly List<RemoteStep> _all = [];
    private readonly List<RemoteStep> _waiting = [];
    private readonly List<RemoteStep> _underWay = [];
    private readonly List<HeldCall> _abandoned = [];
    private HeldCall? _call;

    private ShardWorld(SimulatedRun run, IReadOnlyList<LoadedModel> models)
    {
        _run = run;
        _models = models;
        _mostUsers = 1 + run.Below(4);
        _capacity = 2 + run.Below(8);
        _shard = new ModelShard(_grain, _mostUsers, _capacity, Deadline, _time, NullLogger.Instance);
    }

    public static async Task RunAsync(SimulatedRun run, IReadOnlyList<LoadedModel> models)
    {
        using ShardWorld world = new(run, models);
        for (int step = 0; step < run.Steps; step++)
        {
            await world.StepAsync();
        }

        await world.EndAsync();
    }

    public void Dispose() => _shard.Dispose();

    private async Task StepAsync()
    {
        if (_call is not null && _run.Chance(0.35))
        {
            await AnswerAsync(_run.Chance(0.3) ? _run.Below(4 + Failures.Length) : 0);
        }
        else if (_run.Chance(0.2))
        {
            await AdvanceAsync(Deadline * _run.Below(6) / 4);
        }
        else if (_run.Chance(0.1) && _abandoned.Count > 0)
        {
            _run.Note($"an answer comes that nobody waits for");
            HeldCall late = _abandoned[^1];
            _abandoned.RemoveAt(_abandoned.Count - 1);
            late.Answer.SetResult(ResultsOf(late.Requests));
        }
        else
        {
            await SendAsync();
        }
    }

    private async Task SendAsync()
    {
        RemoteStep step = new(_all.Count, _models[_run.Chance(0.8) ? 0 : 1], _time.GetUtcNow());
        _all.Add(step);
        bool isFull = _waiting.Count >= _capacity;
        _run.Note($"{step.Number} sends{(isFull ? ", and is refused" : "")}");
        step.SendTo(_shard);
        if (isFull)
        {
            await step.SettleAsync(StepOutcome.QueueFull);
            return;
        }

        _waiting.Add(step);
        if (_call is null)
        {
            await MeetCallAsync();
        }
    }

    private async Task AdvanceAsync(TimeSpan by)
    {
        _run.Note($"{by.TotalMilliseconds} ms pass");
        _time.Advance(by);
        foreach (RemoteStep step in _waiting.Concat(_underWay).Where(step => !step.IsSettled && IsOverdue(step)))
        {
            await step.SettleAsync(StepOutcome.DeadlinePassed);
        }

        _waiting.RemoveAll(IsOverdue);
        if (_call is not null && _underWay.TrueForAll(step => step.IsSettled))
        {
            Assert.True(_call.GivenUp.IsCancellationRequested);
            _abandoned.Add(_call);
            await GoOnAsync();
        }
    }

    private async Task AnswerAsync(int how)
    {
        HeldCall call = _call!;
        StepResults right = ResultsOf(call.Requests);
        bool[] succeeded = right.Succeeded;
        _run.Note($"the call is answered {how}");
        switch (how)
        {
            case 0:
                call.Answer.SetResult(right);
                break;
            case 1:
                succeeded = [.. succeeded.Select(_ => _run.Chance(0.5))];
                call.Answer.SetResult(right with { Succeeded = succeeded });
                break;
            case 2:
                succeeded = new bool[succeeded.Length];
                call.Answer.SetResult(right with { Model = "another" });
                break;
            case 3:
                succeeded = new bool[succeeded.Length];
                call.Answer.SetResult(right with { States = right.States[1..] });
                break;
            default:
                succeeded = new bool[succeeded.Length];
                call.Answer.SetException(Failures[how - 4]);
                break;
        }

        for (int user = 0; user < _underWay.Count; user++)
        {
            if (!_underWay[user].IsSettled)
            {
                await _underWay[user].SettleAsync(succeeded[user] ? StepOutcome.Done : StepOutcome.Failed);
            }
        }

        await GoOnAsync();
    }

    private async Task GoOnAsync()
    {
        _call = null;
        _underWay.Clear();
        if (_waiting.Count > 0)
        {
            await MeetCallAsync();
        }
    }

    private async Task MeetCallAsync()
    {
        _call = await _grain.NextAsync();
        do
        {
            _underWay.Add(_waiting[0]);
            _waiting.RemoveAt(0);
        }
        while (_underWay.Count < _mostUsers && _waiting.Count > 0 && _waiting[0].Model == _underWay[0].Model);

        Assert.Equal(_underWay[0].Model.Version, _call.Requests.Model);
        Assert.Equal(
            _underWay.SelectMany(step => step.Given.ToArray()), MemoryMarshal.Cast<byte, float>(_call.Requests.States).ToArray());
    }

    private async Task EndAsync()
    {
        _run.Note($"no more faults");
        while (_call is not null)
        {
            await AnswerAsync(0);
        }

        Assert.All(_all, step => Assert.True(step.IsSettled, $"Step {step.Number} is never answered."));
        Assert.All(_all, step => step.AssertUntouched());
    }

    private StepResults ResultsOf(StepRequests requests)
    {
        LoadedModel model = _models.First(one => one.Version == requests.Model);
        float[] states = MemoryMarshal.Cast<byte, float>(requests.States).ToArray();
        float[] queries = [.. states.Chunk(model.StateSize).SelectMany(state => state[..model.Dimension])];
        float[] next = [.. states.Select(number => number + 1)];
        return new(
            requests.Model, [.. requests.ItemCounts.Select(_ => true)], MemoryMarshal.AsBytes<float>(next).ToArray(), MemoryMarshal.AsBytes<float>(queries).ToArray());
    }

    private bool IsOverdue(RemoteStep step) => _time.GetUtcNow() - step.SentAt >= Deadline;
}
