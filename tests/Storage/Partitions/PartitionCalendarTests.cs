using System.Globalization;
using Manidala.Storage.Postgres.Partitions;

namespace Manidala.Storage.Tests.Partitions;

public sealed class PartitionCalendarTests
{
    [Theory]
    [InlineData(JournalPeriod.Day, "2026-11-28 08:30", "2026-11-29")]
    [InlineData(JournalPeriod.Day, "2026-11-28 00:00", "2026-11-29")]
    [InlineData(JournalPeriod.Week, "2026-11-28 08:30", "2026-11-30")]
    [InlineData(JournalPeriod.Week, "2026-11-30 00:00", "2026-12-07")]
    [InlineData(JournalPeriod.Week, "2026-11-29 23:59", "2026-11-30")]
    [InlineData(JournalPeriod.Month, "2026-12-31 23:59", "2027-01-01")]
    [InlineData(JournalPeriod.Month, "2028-02-29 00:00", "2028-03-01")]
    public void EndOf_AMoment_IsTheNextBorder(JournalPeriod period, string moment, string end) =>
        Assert.Equal(At(end), PartitionCalendar.EndOf(period, At(moment)));

    [Fact]
    public void Missing_NothingThereYet_BeginsWithThePeriodOfNow()
    {
        var missing = PartitionCalendar.Missing(end: null, At("2026-11-28 08:30"), JournalPeriod.Month);

        Assert.Equal([At("2026-11-01"), At("2026-12-01"), At("2027-01-01")], missing.Select(one => one.From));
        Assert.Equal(At("2027-02-01"), missing[^1].To);
    }

    [Theory]
    [InlineData(JournalPeriod.Day)]
    [InlineData(JournalPeriod.Week)]
    [InlineData(JournalPeriod.Month)]
    public void Missing_AnyTimeOfTwoYears_FollowsWithoutAGapAndReachesFarEnough(JournalPeriod period)
    {
        DateTimeOffset? end = null;
        for (DateTimeOffset now = At("2027-01-01"); now < At("2029-01-01"); now += TimeSpan.FromHours(31))
        {
            foreach (var (from, to) in PartitionCalendar.Missing(end, now, period))
            {
                Assert.True(end is null || from == end);
                Assert.True(to > from);
                end = to;
            }

            Assert.True(end >= now + PartitionCalendar.Ahead(period));
            Assert.Empty(PartitionCalendar.Missing(end, now, period));
        }
    }

    [Fact]
    public void Missing_PeriodThatWasChanged_GoesOnFromWhereTheLastOneEnded()
    {
        var missing = PartitionCalendar.Missing(At("2026-12-01"), At("2026-11-30"), JournalPeriod.Week);

        Assert.Equal((At("2026-12-01"), At("2026-12-07")), missing[0]);
        Assert.Equal((At("2026-12-07"), At("2026-12-14")), missing[1]);
    }

    [Fact]
    public void Missing_ClockThatIsWrongByDecades_MakesABoundedNumber() =>
        Assert.Equal(64, PartitionCalendar.Missing(At("2026-12-01"), At("2100-01-01"), JournalPeriod.Day).Count);

    private static DateTimeOffset At(string moment) => DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
