using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;
using Manidala.Grains.Models;
using Manidala.Grains.Tests.Simulation;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Grains.Tests.Models;

public sealed class ModelShardTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(500);

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly HeldModelGrain _grain = new();
    private readonly ModelShard _shard;
    private readonly LoadedModel _model;

    public ModelShardTests()
    {
        TestBundle.Write(_folder["a"], "a", items: 10, dimension: 4, seed: 1);
        _model = LoadedModel.Load(_folder["a"], new EncoderOptions { Provider = "cpu" });
        _shard = new ModelShard(_grain, maxUsersPerCall: 1, queueCapacity: 10, Deadline, _time, NullLogger.Instance);
    }

    [Fact]
    public async Task StepAsync_GrainFailsInAWayOfItsOwn_FailsThoseAndServesTheNext()
    {
        Task<StepOutcome> first = StepAsync();
        (await _grain.NextAsync()).Answer.SetException(new ArgumentException("an item that this version does not know"));
        Assert.Equal(StepOutcome.Failed, await first);

        Task<StepOutcome> second = StepAsync();
        HeldCall call = await _grain.NextAsync();
        call.Answer.SetResult(new(call.Requests.Model, [true], call.Requests.States, new byte[_model.Dimension * sizeof(float)]));

        Assert.Equal(StepOutcome.Done, await second);
    }

    [Fact]
    public async Task StepAsync_BehindACallThatHangs_EndsAtItsOwnDeadline()
    {
        Task<StepOutcome> hanging = StepAsync();
        HeldCall call = await _grain.NextAsync();
        _time.Advance(Deadline / 2);
        Task<StepOutcome> behind = StepAsync();

        _time.Advance(Deadline / 2);
        Assert.Equal(StepOutcome.DeadlinePassed, await hanging);
        Assert.True(call.GivenUp.IsCancellationRequested);
        await _grain.NextAsync();
        Assert.False(behind.IsCompleted);
        _time.Advance(Deadline / 2);

        Assert.Equal(StepOutcome.DeadlinePassed, await behind);
    }

    public void Dispose()
    {
        _shard.Dispose();
        _model.Retire();
        _folder.Dispose();
    }

    private Task<StepOutcome> StepAsync() => _shard.StepAsync(new PendingStep(
        _model, new float[_model.StateSize], new[] { new StepInput(1, Type: 0, Gap: 0) }, new float[_model.Dimension]));
}
