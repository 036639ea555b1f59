using Manidala.Training.Data;
using Manidala.Training.Evaluation;

namespace Manidala.Training.Tests.Evaluation;

public sealed class TestSetTests
{
    [Fact]
    public void LeaveOneOut_Users_AskForTheLastItemAndKnowTheRest()
    {
        Dataset dataset = Logs.Of("a b c", "c d", "a b a");

        TestSet tests = LeaveOneOutTest.Build(dataset, HeldOutUsers.Choose(dataset, most: null));

        Assert.Equal(["0: a b > c"], Logs.Show(tests));
        Assert.Equal(["a b", "c d", "a b"], tests.Known.Users.Select(user => Logs.Show(dataset, user.Items)));
        Assert.Equal((3, 1, 1, 1), (tests.Counts.Users, tests.Counts.Evaluated, tests.Counts.SkippedTooShort, tests.Counts.SkippedTargetSeen));
    }

    [Fact]
    public void Session_EveryPrefix_AsksForItsNextItemAlsoWhereItRepeats()
    {
        TestSet tests = SessionTest.Build(Logs.Of("a a b", "c", "b a"), known: null, most: null);

        Assert.Equal(["0: a > a", "0: a a > b", "2: b > a"], Logs.Show(tests));
        Assert.False(tests.HidesHistory);
        Assert.False(tests.HasKnown);
        Assert.Equal((3, 2, 3, 1), (tests.Counts.Users, tests.Counts.Evaluated, tests.Counts.Cases, tests.Counts.SkippedTooShort));
    }

    [Theory]
    [InlineData(false, "0: a b > c")]
    [InlineData(true, "0: a b > c d")]
    public void Temporal_Cut_AsksForWhatIsNewFromItOn(bool findsAll, string expected)
    {
        // Out of order, a repeat of the history after the cut, nobody before it, nothing after it, and nothing new.
        Dataset dataset = Logs.Timed("a@1 b@9 a@10 c@11 c@12 d@10", "x@10", "y@3", "a@2 a@20");

        TestSet tests = TemporalTest.Build(dataset, new TemporalCut(10), findsAll, most: null);

        Assert.Equal([expected], Logs.Show(tests));
        Assert.Equal(["a b", "y", "a"], tests.Known.Users.Select(user => Logs.Show(dataset, user.Items)));
        Assert.Equal((1, 2, 1), (tests.Counts.Evaluated, tests.Counts.SkippedTooShort, tests.Counts.SkippedTargetSeen));
    }

    [Fact]
    public void ForShare_EqualTimes_AreNotParted()
    {
        Dataset dataset = Logs.Timed("a@1 b@2 c@5 d@5", "a@5 b@5 c@5 d@6 e@7 f@8");

        Assert.Equal(5, TemporalCut.ForShare(dataset, 0.5).Milliseconds);
        Assert.Equal(8, TemporalCut.ForShare(dataset, 0.1).Milliseconds);
    }

    [Fact]
    public void Session_Fewer_SpreadsOverAll()
    {
        TestSet tests = SessionTest.Build(Logs.Of("a b", "b c", "c d", "d e"), known: null, most: 2);

        Assert.Equal(["0: a > b", "2: c > d"], Logs.Show(tests));
    }
}
