using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Journal;

/// <summary>SQLite has the program's clock, so its time can be set; PostgreSQL has the server's.</summary>
public sealed class SqliteJournalTimeTests() : DatabaseTest(new SqliteTestDatabase())
{
    [Fact]
    public async Task FindFirstSince_BetweenTwoAppends_IsTheSecond()
    {
        ManidalaDatabase database = await OpenAsync();
        IReadOnlyList<AppendResult> first = await database.Journal.AppendAsync([Event("u", "1")], Cancelled);
        Time.Advance(TimeSpan.FromMinutes(1));
        IReadOnlyList<AppendResult> second = await database.Journal.AppendAsync([Event("u", "2")], Cancelled);
        DateTimeOffset now = Time.GetUtcNow();

        Assert.Equal(first[0].Sequence, await database.Journal.FindFirstSince(now.AddMinutes(-1), Cancelled));
        Assert.Equal(second[0].Sequence, await database.Journal.FindFirstSince(now.AddSeconds(-59), Cancelled));
        Assert.Equal(second[0].Sequence, await database.Journal.FindFirstSince(now, Cancelled));
        Assert.Equal(second[0].Sequence + 1, await database.Journal.FindFirstSince(now.AddMilliseconds(1), Cancelled));
    }
}
