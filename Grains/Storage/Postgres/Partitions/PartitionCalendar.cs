namespace Manidala.Storage.Postgres.Partitions;

/// <summary>Where partitions begin and end, and which are to be made. All in UTC.</summary>
internal static class PartitionCalendar
{
    /// <summary>Below this it is said that nobody makes partitions any more.</summary>
    public static readonly TimeSpan TooLittle = TimeSpan.FromDays(7);

    // A clock that is wrong by years must not fill the catalogue.
    private const int MostAtOnce = 64;

    private const int MostBefore = 400;

    /// <summary>Those that are missing so that there are partitions for some time from now on; they follow on the last one, whatever its length.</summary>
    public static IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Missing(DateTimeOffset? end, DateTimeOffset now, JournalPeriod period)
    {
        List<(DateTimeOffset From, DateTimeOffset To)> missing = [];
        DateTimeOffset from = end ?? StartOf(period, now);
        while (from < now + Ahead(period) && missing.Count < MostAtOnce)
        {
            DateTimeOffset to = EndOf(period, from);
            missing.Add((from, to));
            from = to;
        }

        return missing;
    }

    /// <summary>Those before the first one that there is, for what was recorded since some moment; of very many the newest.</summary>
    public static IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Before(DateTimeOffset first, DateTimeOffset oldest, JournalPeriod period)
    {
        List<(DateTimeOffset From, DateTimeOffset To)> missing = [];
        for (DateTimeOffset from = StartOf(period, oldest); from < first; from = missing[^1].To)
        {
            DateTimeOffset to = EndOf(period, from);
            missing.Add((from, to < first ? to : first));
        }

        return missing.Count <= MostBefore ? missing : missing[^MostBefore..];
    }

    /// <summary>The end of the period in which the moment is.</summary>
    public static DateTimeOffset EndOf(JournalPeriod period, DateTimeOffset moment)
    {
        DateTimeOffset start = StartOf(period, moment);
        return period switch
        {
            JournalPeriod.Day => start.AddDays(1),
            JournalPeriod.Week => start.AddDays(7),
            _ => start.AddMonths(1),
        };
    }

    /// <summary>Long enough that whoever makes them once in a while is in time: twice a week for days, every other week for weeks, once a month for months.</summary>
    public static TimeSpan Ahead(JournalPeriod period) => TimeSpan.FromDays(period switch
    {
        JournalPeriod.Day => 14,
        JournalPeriod.Week => 28,
        _ => 62,
    });

    private static DateTimeOffset StartOf(JournalPeriod period, DateTimeOffset moment)
    {
        DateTimeOffset day = new(moment.UtcDateTime.Date, TimeSpan.Zero);
        return period switch
        {
            JournalPeriod.Day => day,
            JournalPeriod.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            _ => day.AddDays(1 - day.Day),
        };
    }
}
