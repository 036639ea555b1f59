using Manidala.Bench.Drills;
using Manidala.Bench.Drills.Checking;

namespace Manidala.Bench.Tests.Drills;

public sealed class JudgementTests
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    [Fact]
    public void Truth_NothingBroken_Holds() => Assert.True(Judge(new CheckingTally()).Truth().Result(new KillSiloDrill()).Holds);

    [Theory]
    [InlineData("feeds without an acknowledged interaction")]
    [InlineData("feeds with a seen item")]
    [InlineData("interactions answered with 500")]
    public void Truth_ABrokenPromise_DoesNotHold(string fault)
    {
        var tally = new CheckingTally();
        tally.Broke(fault);

        Assert.False(Judge(tally).Truth().Result(new KillSiloDrill()).Holds);
    }

    [Theory]
    [InlineData(.9, true)]
    [InlineData(.91, false)]
    public void Answers_OneOfTenIsLate_HoldsUpToNineTenths(double least, bool holds)
    {
        CheckingTally tally = TenOperations(late: TimeSpan.FromSeconds(2));

        Assert.Equal(holds, Judge(tally).Answers(least).Result(new KillSiloDrill()).Holds);
    }

    [Fact]
    public void Answers_LateInTheWarmUp_DoesNotCount()
    {
        var tally = new CheckingTally();
        tally.Ended(new Operation(IsFeed: true, Due: TimeSpan.FromSeconds(9), Took: TimeSpan.FromSeconds(5), Attempts: 1, IsAnswered: true, IsFallback: false, Served: TimeSpan.FromSeconds(5)));

        Assert.True(Judge(tally).Answers(1).Result(new KillSiloDrill()).Holds);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void Unbroken_ARefusal_CountsFromTheEndOfTheWarmUp(double at, bool holds)
    {
        var tally = new CheckingTally();
        tally.Refused(new Refusal(TimeSpan.FromSeconds(at), "503 ServiceUnavailable", IsAnswer: true));

        DrillResult result = Judge(tally).Unbroken().Result(new KillSiloDrill());

        Assert.Equal(holds, result.Holds);
        Assert.Equal([new DrillRefusals("503 ServiceUnavailable", Count: 1, InWarmUp: holds ? 1 : 0, at, at)], result.Refusals);
    }

    [Theory]
    [InlineData("a kept connection had ended", true)]
    [InlineData("the connection was lost", false)]
    public void Unbroken_BesidesOneReason_CountsTheOthers(string reason, bool holds)
    {
        var tally = new CheckingTally();
        tally.Refused(new Refusal(WarmUp, reason, IsAnswer: false));

        Assert.Equal(holds, Judge(tally).Unbroken(besides: "a kept connection had ended").Result(new KillSiloDrill()).Holds);
    }

    [Theory]
    [InlineData(1.9, false)]
    [InlineData(2, true)]
    public void Acceptance_OneInteractionWaits_IsItsWait(double most, bool holds) =>
        Assert.Equal(holds, Judge(TenOperations(late: TimeSpan.FromSeconds(2))).Acceptance(TimeSpan.FromSeconds(most)).Result(new KillSiloDrill()).Holds);

    private static CheckingTally TenOperations(TimeSpan late)
    {
        var tally = new CheckingTally();
        for (int number = 0; number < 10; number++)
        {
            TimeSpan took = number == 0 ? late : TimeSpan.FromMilliseconds(5);
            tally.Ended(new Operation(IsFeed: false, Due: TimeSpan.FromSeconds(11), took, Attempts: 1, IsAnswered: true, IsFallback: false, took));
        }

        return tally;
    }

    private static Judgement Judge(CheckingTally tally) =>
        new(new Observed(tally, new JournalComparison(0, 0, 0, 0, 0, 0), [], WarmUp, DriverMostLate: TimeSpan.Zero));
}
