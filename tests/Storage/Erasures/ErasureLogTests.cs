using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Erasures;

public sealed class SqliteErasureLogTests() : ErasureLogTests(new SqliteTestDatabase());

public sealed class PostgresErasureLogTests(PostgresFixture postgres) : ErasureLogTests(new PostgresTestDatabase(postgres));

public abstract class ErasureLogTests(TestDatabase kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task Read_AfterErasures_HasTheNewestFirstWithWhatEachTook()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Journal.AppendAsync([Event("one", "1"), Event("two", "2"), Event("two", "3")], Cancelled);
        await database.Journal.EraseUserAsync("one", Cancelled);
        await database.Journal.EraseUserAsync("two", Cancelled);
        await database.Journal.EraseUserAsync("nobody", Cancelled);

        IReadOnlyList<Erasure> all = await database.Erasures.ReadAsync(long.MaxValue, 10, Cancelled);

        Assert.Equal([0, 2, 1], all.Select(erasure => erasure.Interactions));
        Assert.Equal([3, 2, 1], all.Select(erasure => erasure.Number));
        Assert.All(all, erasure => Assert.True(erasure.Time > DateTimeOffset.UnixEpoch));
        Assert.Equal([2], (await database.Erasures.ReadAsync(3, 1, Cancelled)).Select(erasure => erasure.Number));
    }

    [Fact]
    public async Task ReadLast_BeforeAndAfterAnErasure_IsItsNumber()
    {
        ManidalaDatabase database = await OpenAsync();
        long before = await database.Erasures.ReadLastAsync(Cancelled);
        await database.Journal.EraseUserAsync("somebody", Cancelled);

        Assert.Equal(0, before);
        Assert.Equal(1, await database.Erasures.ReadLastAsync(Cancelled));
    }

    [Fact]
    public async Task ReadOldest_OfAUser_HasAllColumns()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Journal.AppendAsync([Event("one", "1")], Cancelled);

        JournalEntry entry = Assert.Single(await database.Journal.ReadOldestAsync("one", 0, 10, Cancelled));

        Assert.True(entry.RecordedMs > 0);
        Assert.Equal(32, entry.Interaction.Id.Length);
    }
}
