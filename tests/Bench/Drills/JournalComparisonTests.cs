using Manidala.Bench.Drills.Checking;

namespace Manidala.Bench.Tests.Drills;

public sealed class JournalComparisonTests
{
    private const long Sent = 100;

    [Fact]
    public void Of_EverythingOnceAndInOrder_FindsNothing()
    {
        JournalComparison found = JournalComparison.Of([Ack(1, 10, 0, 1), Ack(2, 11, 2, 3)], [Row(1, 10), Row(2, 11)], Sent);

        Assert.Equal(new JournalComparison(Acknowledged: 2, Unanswered: 0, Lost: 0, Doubled: 0, Invented: 0, OutOfOrder: 0), found);
    }

    [Fact]
    public void Of_AcknowledgedAndNotJournaled_IsLost() => Assert.Equal(1, JournalComparison.Of([Ack(1, 10, 0, 1), Ack(2, 11, 2, 3)], [Row(1, 10)], Sent).Lost);

    [Fact]
    public void Of_AnotherSequenceThanAcknowledged_IsLost() => Assert.Equal(1, JournalComparison.Of([Ack(1, 10, 0, 1)], [Row(1, 12)], Sent).Lost);

    [Fact]
    public void Of_OneCallInTwoRows_IsDoubled() => Assert.Equal(1, JournalComparison.Of([Ack(1, 10, 0, 1)], [Row(1, 10), Row(1, 11)], Sent).Doubled);

    [Fact]
    public void Of_JournaledWithoutAnAnswer_IsNoFault()
    {
        JournalComparison found = JournalComparison.Of([Ack(1, 10, 0, 1)], [Row(1, 10), Row(2, 11)], Sent);

        Assert.Equal((1, 0, 0), (found.Unanswered, found.Lost, found.Invented));
    }

    [Fact]
    public void Of_ARowOfNoCall_IsInvented() => Assert.Equal(1, JournalComparison.Of([], [Row(Sent, 10)], Sent).Invented);

    [Fact]
    public void Of_SentAfterAnAnswerAndJournaledBeforeIt_IsOutOfOrder() =>
        Assert.Equal(1, JournalComparison.Of([Ack(1, 11, 0, 1), Ack(2, 10, 2, 3)], [Row(1, 11), Row(2, 10)], Sent).OutOfOrder);

    [Fact]
    public void Of_SentBeforeTheAnswer_MayStandEitherWay() =>
        Assert.Equal(0, JournalComparison.Of([Ack(1, 11, 0, 3), Ack(2, 10, 2, 4)], [Row(1, 11), Row(2, 10)], Sent).OutOfOrder);

    private static Acknowledgement Ack(long number, long sequence, int sent, int answered) =>
        new(number, User: 1, "item", sequence, TimeSpan.FromSeconds(sent), TimeSpan.FromSeconds(answered));

    private static JournalRow Row(long number, long sequence) => new(number, User: 1, "item", sequence);
}
