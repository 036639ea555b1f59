using Manidala.Engine.Model;

namespace Manidala.Engine.Tests.Model;

public sealed class ModelGuardTests
{
    private static readonly ModelGuardOptions Options = new() { SlowerAtMost = 10, WatchedSteps = 20, FailedAtMost = 0.05, LateAtMost = 0.5 };
    private static readonly StepCounts Usual = new(Done: 1000, NotFinite: 0, Failed: 0, Late: 0, Stepped: 1000, TimeSpan.FromMilliseconds(100));

    [Theory]
    [InlineData(1.0, null)]
    [InlineData(10.0, null)]
    [InlineData(10.1, ModelGuard.Slow)]
    public void Compare_ByHowManyTimes_IsHeldToTheOption(double candidateMs, string? kind) =>
        Assert.Equal(kind, ModelGuard.Compare(TimeSpan.FromMilliseconds(candidateMs), TimeSpan.FromMilliseconds(1), Options)?.Kind);

    [Fact]
    public void Compare_TooSlow_SaysBothTimes()
    {
        ModelFault? fault = ModelGuard.Compare(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(2), Options);

        Assert.Equal("a step of 64 users in 50 ms; allowed: 10 times the 2 ms of the active model", fault?.Reason);
    }

    [Theory]
    [InlineData(20, 0, 0, 0, 2, null)]
    [InlineData(18, 1, 0, 0, 2, null)] // Too few to say.
    [InlineData(19, 1, 0, 0, 2, null)]
    [InlineData(18, 2, 0, 0, 2, ModelGuard.NotFinite)]
    [InlineData(18, 0, 2, 0, 2, ModelGuard.Failing)]
    [InlineData(18, 1, 1, 0, 2, ModelGuard.Failing)]
    [InlineData(9, 0, 0, 11, 2, null)] // Late, and as fast as ever: it is the load.
    [InlineData(10, 0, 0, 10, 200, null)] // Slow, and not too late.
    [InlineData(9, 0, 0, 11, 200, ModelGuard.Slow)]
    public void Judge_HowStepsEnded_FindsWhatIsUnfit(long done, long notFinite, long failed, long late, int milliseconds, string? kind)
    {
        var counts = new StepCounts(done, notFinite, failed, late, Stepped: 20, TimeSpan.FromMilliseconds(milliseconds));

        Assert.Equal(kind, ModelGuard.Judge(counts, Usual, Options)?.Kind);
    }

    [Fact]
    public void Judge_NoStepEnded_IsSlow() =>
        Assert.Equal(ModelGuard.Slow, ModelGuard.Judge(new StepCounts(0, 0, 0, Late: 20, Stepped: 0, TimeSpan.Zero), Usual, Options)?.Kind);

    [Fact]
    public void Judge_NothingKnownOfTheModelBefore_DoesNotCallItSlow() =>
        Assert.Null(ModelGuard.Judge(new StepCounts(0, 0, 0, Late: 20, Stepped: 20, TimeSpan.FromSeconds(20)), default, Options));

    [Theory]
    [InlineData(0.5, 20, 0.05, 0.5)]
    [InlineData(10, 0, 0.05, 0.5)]
    [InlineData(10, 20, 1.1, 0.5)]
    [InlineData(10, 20, 0.05, -0.1)]
    public void Validate_OutOfRange_IsRefused(double slower, int steps, double failed, double late)
    {
        var options = new ModelGuardOptions { SlowerAtMost = slower, WatchedSteps = steps, FailedAtMost = failed, LateAtMost = late };

        Assert.True(new ModelGuardOptionsValidator().Validate(null, options).Failed);
        Assert.True(new ModelGuardOptionsValidator().Validate(null, new()).Succeeded);
    }
}
