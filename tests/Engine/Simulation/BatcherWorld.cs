using System.Threading.Channels;
using Manidala.Engine.Batching;
using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Engine.Tests.Simulation;

/// <summary>
/// Users who send steps to one batcher, give up, and wait past their deadline, while the device works, fails and stands still, as a seed decides. The batcher's
/// thread is met at each step of the encoder, and time moves only when the simulation says so: what happens does not depend on threads.
/// </summary>
internal sealed class BatcherWorld : IAsyncDisposable
{
    private const int Items = 30;

    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(500);

    private readonly SimulatedRun _run;
    private readonly IReadOnlyList<SteppedModel> _models;
    private readonly ChannelReader<HeldStep> _steps;
    private readonly FakeTimeProvider _time = new();
    private readonly BatchingOptions _options;
    private readonly StepBatcher _batcher;
    private readonly List<SimulatedStep> _all = [];

    // What the queue must have: those in line, oldest first, with those that gave up there; and those of the batch under way.
    private readonly List<SimulatedStep> _waiting = [];
    private readonly List<SimulatedStep> _batch = [];
    private readonly Dictionary<SteppedModel, int> _wavesDone = [];
    private HeldStep? _step;

    private BatcherWorld(SimulatedRun run, IReadOnlyList<SteppedModel> models, ChannelReader<HeldStep> steps, TestMetrics metrics)
    {
        _run = run;
        _models = models;
        _steps = steps;
        _options = new BatchingOptions { MaxBatchSize = 1 + run.Below(5), QueueCapacity = 2 + run.Below(8), Deadline = Deadline };
        _batcher = new StepBatcher(Options.Create(_options), _time, metrics.Engine, NullLogger<StepBatcher>.Instance);
    }

    public static async Task RunAsync(SimulatedRun run, IReadOnlyList<SteppedModel> models, ChannelReader<HeldStep> steps, TestMetrics metrics)
    {
        await using BatcherWorld world = new(run, models, steps, metrics);
        for (int step = 0; step < run.Steps; step++)
        {
            await world.StepAsync();
        }

        await world.EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // After a failed run the thread may stand at a step: it is let go until it ends.
        Task ending = _batcher.DisposeAsync().AsTask();
        _step?.GoOn(succeeds: false);
        while (!ending.IsCompleted)
        {
            await Task.WhenAny(ending, _steps.WaitToReadAsync().AsTask());
            while (_steps.TryRead(out HeldStep? step))
            {
                step.GoOn(succeeds: false);
            }
        }

        _all.ForEach(call => call.Dispose());
    }

    private async Task StepAsync()
    {
        if (_step is not null && _run.Chance(0.4))
        {
            await GoOnAsync(succeeds: !_run.Chance(0.15));
        }
        else if (_run.Chance(0.2))
        {
            await AdvanceAsync(Deadline * _run.Below(6) / 4);
        }
        else if (_run.Chance(0.15) && _all.FindAll(call => !call.IsSettled) is { Count: > 0 } open)
        {
            SimulatedStep call = _run.Pick(open);
            _run.Note($"{call.Number} gives up");
            await call.CancelAsync();
        }
        else if (_step is not null || _waiting.Count < _options.QueueCapacity)
        {
            // An idle queue lets go of those that gave up in its own time: full of them, it may or may not take another.
            await SendAsync();
        }
    }

    private async Task SendAsync()
    {
        SteppedModel model = _run.Pick(_models);
        StepInput[] inputs = [.. Enumerable.Range(0, 1 + _run.Below(3)).Select(_ => new StepInput(_run.Below(Items), Type: 0, Gap: 0))];
        float[] state = [.. Enumerable.Range(0, model.Loaded.StateSize).Select(_ => _run.Below(100) * 0.01f)];
        SimulatedStep call = new(_all.Count, model, state, inputs, _time.GetUtcNow());
        _all.Add(call);
        bool isFull = _waiting.Count >= _options.QueueCapacity;
        _run.Note($"{call.Number} sends {inputs.Length} to {model.Loaded.Version}{(isFull ? ", and is refused" : "")}");
        call.SendTo(_batcher);
        if (isFull)
        {
            await call.SettleAsync(StepOutcome.QueueFull);
            return;
        }

        _waiting.Add(call);
        if (_step is null)
        {
            await BeginBatchAsync();
        }
    }

    // Nobody waits past the deadline, whatever the device does. That nobody is sent away before it shows in the answers that come later.
    private async Task AdvanceAsync(TimeSpan by)
    {
        _run.Note($"{by.TotalMilliseconds} ms pass");
        _time.Advance(by);
        foreach (SimulatedStep call in _waiting.Concat(_batch).Where(call => !call.IsSettled && IsOverdue(call)))
        {
            await call.SettleAsync(StepOutcome.DeadlinePassed);
        }

        _waiting.RemoveAll(IsOverdue);
    }

    private async Task GoOnAsync(bool succeeds)
    {
        _run.Note($"the device {(succeeds ? "goes on" : "fails")}");
        SteppedModel model = _models.First(one => one.Encoder == _step!.Encoder);
        int wave = _wavesDone[model]++;
        _step!.GoOn(succeeds);
        _step = null;
        foreach (SimulatedStep call in _batch.Where(call => !call.IsSettled && (!succeeds || (call.Model == model && call.Length == wave + 1))))
        {
            await call.SettleAsync(succeeds ? StepOutcome.Done : StepOutcome.Failed);
        }

        if (succeeds && _batch.Exists(call => call.Length > _wavesDone[call.Model]))
        {
            await MeetStepAsync();
            return;
        }

        _batch.Clear();
        if (_waiting.Exists(call => !call.IsSettled))
        {
            await BeginBatchAsync();
        }
    }

    private async Task BeginBatchAsync()
    {
        while (_batch.Count < _options.MaxBatchSize && _waiting.Count > 0)
        {
            if (!_waiting[0].IsSettled)
            {
                _batch.Add(_waiting[0]);
            }

            _waiting.RemoveAt(0);
        }

        foreach (SteppedModel model in _models)
        {
            _wavesDone[model] = 0;
        }

        await MeetStepAsync();
    }

    // Everyone of the batch is stepped, also who has left meanwhile: the device does not know.
    private async Task MeetStepAsync()
    {
        _step = await _steps.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        SteppedModel model = _models.First(one => one.Encoder == _step.Encoder);
        Assert.Equal(_batch.Count(call => call.Model == model && call.Length > _wavesDone[model]), _step.Users);
    }

    private async Task EndAsync()
    {
        Task ending = _batcher.DisposeAsync().AsTask();
        _run.Note($"the batcher closes");
        while (_step is not null)
        {
            await GoOnAsync(succeeds: true);
        }

        await ending.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.All(_all, call => Assert.True(call.IsSettled, $"Call {call.Number} is never answered."));
        Assert.All(_all, call => call.AssertUntouched());
    }

    private bool IsOverdue(SimulatedStep call) => _time.GetUtcNow() - call.SentAt >= Deadline;
}
