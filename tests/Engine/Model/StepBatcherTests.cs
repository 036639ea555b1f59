using Manidala.Engine.Model;

namespace Manidala.Engine.Tests.Model;

public sealed class StepBatcherTests : ModelFixture
{
    [Fact]
    public async Task StepAsync_Rows_IsOneStepAfterTheOther()
    {
        LoadedModel model = Load("a");
        await using StepBatcher batcher = Batcher();
        var call = new StepCall(model, 3, 1, 4, 1, 5);

        StepOutcome outcome = await call.On(batcher);

        Assert.Equal(StepOutcome.Done, outcome);
        AssertIsExpected(model, call);
    }

    [Fact]
    public async Task StepAsync_NextStateInTheMemoryOfState_IsTheSame()
    {
        LoadedModel model = Load("a");
        await using StepBatcher batcher = Batcher();
        var apart = new StepCall(model, 3, 1);
        await apart.On(batcher);
        float[] shared = [.. apart.State];
        var call = new StepCall(model, 3, 1) { State = shared, NextState = shared };

        await call.On(batcher);

        Assert.Equal(apart.NextState, call.NextState);
    }

    [Fact]
    public async Task StepAsync_SeveralWait_AreSteppedInWaves()
    {
        (LoadedModel model, GatedEncoder encoder) = LoadGated("a");
        await using StepBatcher batcher = Batcher();
        ValueTask<StepOutcome> first = new StepCall(model, 0).On(batcher);
        await encoder.EnteredAsync();
        StepCall[] calls = [new(model, 1, 2), new(model, 3), new(model, 4, 5, 6), new(model, 7, 8)];

        Task<StepOutcome>[] steps = [.. calls.Select(call => call.On(batcher).AsTask())];
        encoder.LetThrough(4);
        await first;
        await Task.WhenAll(steps);

        Assert.Equal([1, 4, 3, 1], encoder.BatchSizes);
        Assert.Equal([1, 1, 2, 1], encoder.QueriesWanted);
        Assert.All(calls, call => AssertIsExpected(model, call));
    }

    [Fact]
    public async Task StepAsync_ShortBesideLong_IsAnsweredAfterItsOwnWave()
    {
        (LoadedModel model, GatedEncoder encoder) = LoadGated("a");
        await using StepBatcher batcher = Batcher();
        Task<StepOutcome> first = new StepCall(model, 0).On(batcher).AsTask();
        await encoder.EnteredAsync();
        Task<StepOutcome> slow = new StepCall(model, 1, 2, 3).On(batcher).AsTask();
        Task<StepOutcome> quick = new StepCall(model, 4).On(batcher).AsTask();

        encoder.LetThrough(2);

        Assert.Equal(StepOutcome.Done, await first);
        Assert.Equal(StepOutcome.Done, await quick);
        Assert.False(slow.IsCompleted);
        encoder.LetThrough(2);
        Assert.Equal(StepOutcome.Done, await slow);
    }

    [Fact]
    public async Task StepAsync_TwoModelsInABatch_EachStepsWithItsOwn()
    {
        (LoadedModel model, GatedEncoder encoder) = LoadGated("a");
        LoadedModel other = Load("b", Seed + 1);
        await using StepBatcher batcher = Batcher();
        Task<StepOutcome> first = new StepCall(model, 0).On(batcher).AsTask();
        await encoder.EnteredAsync();
        StepCall[] calls = [new(model, 1, 2), new(model, 3)];
        StepCall[] others = [new(other, 4), new(other, 5, 6, 7)];

        Task<StepOutcome>[] steps = [.. new[] { calls[0], others[0], calls[1], others[1] }.Select(call => call.On(batcher).AsTask())];
        encoder.LetThrough(3);
        await first;
        await Task.WhenAll(steps);

        Assert.All(calls, call => AssertIsExpected(model, call));
        Assert.All(others, call => AssertIsExpected(other, call, Support.TestBundle.Encoder(Dimension, Seed + 1)));
    }

    [Fact]
    public async Task StepAsync_QueueFull_SaysSoAndHoldsNoLease()
    {
        (LoadedModel model, GatedEncoder encoder) = LoadGated("a");
        await using StepBatcher batcher = Batcher(capacity: 1);
        Task<StepOutcome> first = new StepCall(model, 0).On(batcher).AsTask();
        await encoder.EnteredAsync();
        Task<StepOutcome> second = new StepCall(model, 1).On(batcher).AsTask();

        Assert.Equal(StepOutcome.QueueFull, await new StepCall(model, 2).On(batcher));

        encoder.LetThrough(2);
        Assert.Equal([StepOutcome.Done, StepOutcome.Done], await Task.WhenAll(first, second));
        await batcher.DisposeAsync();
        model.Retire();
        Assert.Throws<ObjectDisposedException>(() => encoder.LetThroughAndStep());
    }

    [Fact]
    public async Task StepAsync_DeadlinePassesDuringTheStep_NeverWritesIntoTheCallersMemory()
    {
        (LoadedModel model, GatedEncoder encoder) = LoadGated("a");
        await using StepBatcher batcher = Batcher();
        var late = new StepCall(model, 1, 2);
        Task<StepOutcome> step = late.On(batcher).AsTask();
        await encoder.EnteredAsync();

        Time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(StepOutcome.DeadlinePassed, await step);
        // The memory is the caller's again: whatever it now holds must neither be read nor overwritten.
        Array.Fill(late.Inputs, new StepInput(int.MaxValue, 200, float.NaN));
        Array.Fill(late.State, float.NaN);
        Array.Fill(late.NextState, 7);
        Array.Fill(late.Query, 8);
        encoder.LetThrough(2);
        await batcher.DisposeAsync();

        Assert.All(late.NextState, value => Assert.Equal(7, value));
        Assert.All(late.Query, value => Assert.Equal(8, value));
        Assert.Equal(1, Metrics.Sum("manidala.batch.expired"));
    }

    [Fact]
    public async Task StepAsync_DeadlinePassesInLine_IsNotComputed()
    {
        (LoadedModel model, GatedEncoder encoder) = LoadGated("a");
        await using StepBatcher batcher = Batcher();
        Task<StepOutcome> first = new StepCall(model, 0).On(batcher).AsTask();
        await encoder.EnteredAsync();
        Task<StepOutcome> second = new StepCall(model, 1).On(batcher).AsTask();

        Time.Advance(TimeSpan.FromMilliseconds(500));
        encoder.LetThrough(1);

        Assert.Equal([StepOutcome.DeadlinePassed, StepOutcome.DeadlinePassed], await Task.WhenAll(first, second));
        await batcher.DisposeAsync();
        Assert.Equal([1], encoder.BatchSizes);
    }

    [Fact]
    public async Task StepAsync_Cancelled_EndsAtOnceAndWritesNothing()
    {
        (LoadedModel model, GatedEncoder encoder) = LoadGated("a");
        await using StepBatcher batcher = Batcher();
        using var cancellation = new CancellationTokenSource();
        var call = new StepCall(model, 0);
        Task<StepOutcome> step = call.Cancellable(batcher, cancellation.Token).AsTask();
        await encoder.EnteredAsync();

        await cancellation.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => step);
        Assert.Equal(cancellation.Token, cancelled.CancellationToken);
        encoder.LetThrough(1);
        await batcher.DisposeAsync();
        Assert.All(call.NextState, value => Assert.Equal(0, value));
    }

    [Fact]
    public async Task StepAsync_StepThrows_FailsThatBatchAndServesTheNext()
    {
        (LoadedModel model, GatedEncoder encoder) = LoadGated("a");
        await using StepBatcher batcher = Batcher();
        encoder.Failure = new InvalidOperationException("boom");
        encoder.LetThrough(1);
        Assert.Equal(StepOutcome.Failed, await new StepCall(model, 0).On(batcher));
        encoder.Failure = null;
        var call = new StepCall(model, 1);

        encoder.LetThrough(1);
        StepOutcome outcome = await call.On(batcher);

        Assert.Equal(StepOutcome.Done, outcome);
        AssertIsExpected(model, call);
    }

    [Fact]
    public async Task StepAsync_StateThatIsNotFinite_FailsAlone()
    {
        (LoadedModel model, GatedEncoder encoder) = LoadGated("a");
        await using StepBatcher batcher = Batcher();
        Task<StepOutcome> first = new StepCall(model, 0).On(batcher).AsTask();
        await encoder.EnteredAsync();
        var sick = new StepCall(model, 1);
        sick.State[2] = float.NaN;
        var healthy = new StepCall(model, 2);

        Task<StepOutcome>[] steps = [sick.On(batcher).AsTask(), healthy.On(batcher).AsTask()];
        encoder.LetThrough(2);
        await first;

        Assert.Equal([StepOutcome.Failed, StepOutcome.Done], await Task.WhenAll(steps));
        Assert.All(sick.NextState, value => Assert.Equal(0, value));
        AssertIsExpected(model, healthy);
    }

    [Fact]
    public async Task StepAsync_ModelRetiredBefore_SaysSo()
    {
        LoadedModel model = Load("a");
        await using StepBatcher batcher = Batcher();
        model.Retire();

        Assert.Equal(StepOutcome.ModelRetired, await new StepCall(model, 0).On(batcher));
    }

    [Fact]
    public async Task StepAsync_ModelRetiredWhileInLine_IsStillAnswered()
    {
        (LoadedModel model, GatedEncoder encoder) = LoadGated("a");
        await using StepBatcher batcher = Batcher();
        Task<StepOutcome> first = new StepCall(model, 0).On(batcher).AsTask();
        await encoder.EnteredAsync();
        var second = new StepCall(model, 1);
        Task<StepOutcome> step = second.On(batcher).AsTask();

        model.Retire();
        encoder.LetThrough(2);

        Assert.Equal([StepOutcome.Done, StepOutcome.Done], await Task.WhenAll(first, step));
        AssertIsExpected(model, second);
        await batcher.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => encoder.LetThroughAndStep());
    }

    [Fact]
    public async Task StepAsync_Disposed_TakesNoMore()
    {
        LoadedModel model = Load("a");
        StepBatcher batcher = Batcher();
        await batcher.DisposeAsync();

        Assert.Equal(StepOutcome.QueueFull, await new StepCall(model, 0).On(batcher));
    }

    [Fact]
    public async Task StepAsync_WhatDoesNotFitTheModel_IsRefused()
    {
        LoadedModel model = Load("a");
        await using StepBatcher batcher = Batcher();
        float[] state = new float[model.StateSize];
        float[] query = new float[model.Dimension];
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        Assert.Throws<ArgumentException>("inputs", () => { _ = new StepCall(model).On(batcher); });
        Assert.Throws<ArgumentOutOfRangeException>("inputs", () => { _ = new StepCall(model, Items).On(batcher); });
        Assert.Throws<ArgumentOutOfRangeException>("inputs", () => { _ = new StepCall(model, -1).On(batcher); });
        Assert.Throws<ArgumentOutOfRangeException>("inputs", () => { _ = Step(new StepInput(0, Type: 1, Gap: 0)); });
        Assert.Throws<ArgumentOutOfRangeException>("inputs", () => { _ = Step(new StepInput(0, Type: 0, Gap: float.NaN)); });
        Assert.Throws<ArgumentOutOfRangeException>("inputs", () => { _ = Step(new StepInput(0, Type: 0, Gap: 18)); });
        Assert.Throws<ArgumentException>(() => { _ = batcher.StepAsync(model, state.AsMemory(1), new StepInput[1], state, query, cancellation); });
        Assert.Throws<ArgumentException>(() => { _ = batcher.StepAsync(model, state, new StepInput[1], state.AsMemory(1), query, cancellation); });
        Assert.Throws<ArgumentException>(() => { _ = batcher.StepAsync(model, state, new StepInput[1], state, query.AsMemory(1), cancellation); });

        ValueTask<StepOutcome> Step(StepInput input) => batcher.StepAsync(model, state, new[] { input }, state, query, cancellation);
    }

    [Fact]
    public async Task StepAsync_ManyCallersSomeCancelling_EveryAnswerIsItsOwn()
    {
        LoadedModel model = Load("a");
        await using StepBatcher batcher = Batcher(maxBatch: 32, capacity: 100_000);

        await Parallel.ForAsync(0, 200, TestContext.Current.CancellationToken, async (user, _) =>
        {
            var random = new Random(user);
            for (int turn = 0; turn < 50; turn++)
            {
                using var cancellation = new CancellationTokenSource();
                var call = new StepCall(model, [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(Items))]);
                Task<StepOutcome> step = call.Cancellable(batcher, cancellation.Token).AsTask();
                if (random.Next(4) == 0)
                {
                    await cancellation.CancelAsync();
                }

                await CheckAsync(model, call, step);
            }
        });
    }

    private async Task CheckAsync(LoadedModel model, StepCall call, Task<StepOutcome> step)
    {
        try
        {
            Assert.Equal(StepOutcome.Done, await step);
            AssertIsExpected(model, call);
        }
        catch (OperationCanceledException)
        {
            Assert.All(call.NextState, value => Assert.Equal(0, value));
        }
    }

    private void AssertIsExpected(LoadedModel model, StepCall call) => AssertIsExpected(model, call, Twin);

    private static void AssertIsExpected(LoadedModel model, StepCall call, Support.LinearEncoder twin)
    {
        (float[] state, float[] query) = Expected(twin, model, call.State, call.Rows);
        AssertClose(state, call.NextState);
        AssertClose(query, call.Query);
    }
}
