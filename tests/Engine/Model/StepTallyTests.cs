using Manidala.Engine.Batching;
using Manidala.Engine.Model;

namespace Manidala.Engine.Tests.Model;

public sealed class StepTallyTests : ModelFixture
{
    [Fact]
    public async Task Counts_StepsOfABatch_TellThoseThatAreNotFiniteFromTheOthers()
    {
        LoadedModel model = Load("a");
        await using StepBatcher batcher = Batcher();
        var sick = new StepCall(model, 3);
        sick.State[2] = float.NaN;

        await new StepCall(model, 1, 2, 3).On(batcher);
        await sick.On(batcher);

        StepCounts counts = model.Steps.Counts;
        Assert.Equal((1L, 1L, 0L, 0L), (counts.Done, counts.NotFinite, counts.Failed, counts.Late));
        Assert.Equal(4, counts.Stepped);
        Assert.Equal(counts.Time / 4, counts.Each);
    }

    [Fact]
    public async Task Counts_DeadlinePassed_IsLate()
    {
        (LoadedModel model, GatedEncoder encoder) = LoadGated("a");
        await using StepBatcher batcher = Batcher();
        Task<StepOutcome> step = new StepCall(model, 0).On(batcher).AsTask();
        await encoder.EnteredAsync();

        Time.Advance(new BatchingOptions().Deadline);
        StepOutcome outcome = await step;
        encoder.LetThrough(1);

        Assert.Equal(StepOutcome.DeadlinePassed, outcome);
        Assert.Equal(1, model.Steps.Counts.Late);
    }
}
