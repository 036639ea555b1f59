using Manidala.Engine.Sessions;
using Manidala.Storage.Journal;
using Manidala.Storage.Postgres.Partitions;
using Manidala.Storage.Sql;
using Manidala.Tests.Support;
using Npgsql;

namespace Manidala.Storage.Tests.Partitions;

/// <summary>A database of the version before partitions, with data, and with silos of that version beside the upgrade.</summary>
public sealed class PartitionUpgradeTests(PostgresFixture postgres) : PartitionTest(postgres)
{
    private const int LastBefore = 6;

    [Fact]
    public async Task OpenAsync_JournalOfTheVersionBefore_BecomesTheFirstPartitionAsItIs()
    {
        await MigrateAsync(1, LastBefore);
        await AppendBeforeAsync(Enumerable.Range(0, 300).Select(number => (User: $"u{number % 7}", Id: $"e{number}")));
        await TamperAsync("DELETE FROM interaction WHERE user_id = 'u6'");
        long table = await CountAsync("SELECT pg_relation_filenode('interaction')");
        long last = await CountAsync("SELECT last_value FROM interaction_sequence_seq");
        List<string> before = await RowsAsync("SELECT interaction::text FROM interaction ORDER BY sequence");

        ManidalaDatabase database = await OpenAsync();

        Assert.Equal(before, await RowsAsync("SELECT interaction::text FROM interaction ORDER BY sequence"));
        Assert.Equal(table, await CountAsync("SELECT pg_relation_filenode('interaction_before')"));
        JournalPartition first = (await database.Partitions!.ListAsync(Cancelled))[0];
        Assert.Equal(("interaction_before", null, PartitionKind.Period), (first.Name, first.From, first.Kind));
        Assert.InRange(first.To!.Value - await database.Partitions.ReadClockAsync(Cancelled), TimeSpan.FromDays(7), TimeSpan.FromDays(38));
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM pg_constraint WHERE conname = 'interaction_before_border'"));
        Assert.Equal(258, (await ReadAllAsync(database)).Count);
        Assert.Equal(last, await CountAsync("SELECT last_value FROM interaction_sequence_seq"));
    }

    [Fact]
    public async Task AppendAsync_EventsOfTheVersionBefore_AreKnownAndNewOnesComeAfterThem()
    {
        await MigrateAsync(1, LastBefore);
        await AppendBeforeAsync([("u", "old"), ("v", "old"), ("gone", "old")]);
        await TamperAsync("DELETE FROM interaction WHERE user_id = 'gone'");
        ManidalaDatabase database = await OpenAsync();

        IReadOnlyList<AppendResult> results = await database.Journal.AppendAsync(
            [Event("u", "old"), Event("u", "new"), Event("gone", "old"), Event("v", "old")], Cancelled);

        Assert.Equal([true, false, false, true], results.Select(one => one.IsDuplicate));
        Assert.Equal([1L, 2], [results[0].Sequence, results[3].Sequence]);
        Assert.True(results[1].Sequence > 3);
        Assert.True(results[2].Sequence > results[1].Sequence);
        Assert.Equal(results[1].Sequence, (await database.Journal.ReadHistoryAsync("u", 0, 10, Cancelled))[^1].Sequence);
    }

    [Fact]
    public async Task Erasure_BySiloOfTheVersionBeforeAfterTheUpgrade_TakesTheKeysToo()
    {
        await MigrateAsync(1, LastBefore);
        await AppendBeforeAsync([("u", "1"), ("v", "1")]);
        ManidalaDatabase database = await OpenAsync();
        await database.Journal.AppendAsync([Event("u", "2"), Event("w", "1")], Cancelled);

        await EraseBeforeAsync(["u"]);
        long erased = await database.Journal.EraseUserAsync("w", Cancelled);

        Assert.Equal(["v"], await RowsAsync("SELECT user_id FROM interaction_key"));
        Assert.Equal(1, erased);
    }

    [Fact]
    public async Task OpenAsync_WhileSilosOfTheVersionBeforeWriteAndErase_LosesNoKeyAndLeavesNone()
    {
        await MigrateAsync(1, LastBefore);
        await AppendBeforeAsync(Enumerable.Range(0, 5000).Select(number => (User: $"u{number % 50}", Id: $"e{number}")));
        using CancellationTokenSource isOver = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task<int>[] silos = [WriteUntilRefusedAsync("one", isOver.Token), WriteUntilRefusedAsync("two", isOver.Token)];
        Task erasing = EraseBeforeAsync(Enumerable.Range(0, 25).Select(user => $"u{user}"));

        ManidalaDatabase database = await OpenAsync();
        await erasing;
        await isOver.CancelAsync();
        int[] written = await Task.WhenAll(silos);

        Assert.Equal(written.Sum() + 2500, await CountAsync("SELECT COUNT(*) FROM interaction"));
        Assert.Equal(0, await CountAsync(
            """
            SELECT COUNT(*) FROM interaction FULL JOIN interaction_key USING (user_id, event_key)
            WHERE interaction.sequence IS DISTINCT FROM interaction_key.sequence
            """));
        Assert.Equal(written.Sum() + 2500, (await ReadAllAsync(database)).Count);
    }

    [Theory]
    [InlineData("INSERT INTO interaction_key SELECT user_id, event_key, sequence FROM interaction WHERE sequence = 2")]
    [InlineData(
        """
        INSERT INTO interaction_key SELECT user_id, event_key, sequence FROM interaction WHERE sequence <= 2;
        CREATE UNIQUE INDEX interaction_before_pkey ON interaction (user_id, sequence, recorded_ms) INCLUDE (item_id, type, happened_ms, value);
        UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'interaction_before_pkey'::regclass;
        """)]
    [InlineData(
        """
        INSERT INTO interaction_key SELECT user_id, event_key, sequence FROM interaction WHERE sequence <= 2;
        CREATE UNIQUE INDEX interaction_before_pkey ON interaction (user_id, sequence, recorded_ms) INCLUDE (item_id, type, happened_ms, value);
        CREATE INDEX interaction_before_sequence ON interaction (sequence);
        ALTER TABLE interaction ADD CONSTRAINT interaction_before_border CHECK (recorded_ms < 4102444800000) NOT VALID;
        """)]
    public async Task OpenAsync_AfterAnUpgradeThatWasBrokenOff_GoesOn(string done)
    {
        await MigrateAsync(1, LastBefore);
        await AppendBeforeAsync([("u", "1"), ("u", "2")]);
        await MigrateAsync(LastBefore + 1, PartitionUpgrade.After);
        await AppendBeforeAsync([("u", "3")]);
        await TamperAsync(done);

        ManidalaDatabase database = await OpenAsync();
        IReadOnlyList<AppendResult> again = await database.Journal.AppendAsync([Event("u", "1"), Event("u", "2"), Event("u", "3")], Cancelled);

        Assert.Equal([1L, 2, 3], again.Select(one => one.Sequence));
        Assert.All(again, one => Assert.True(one.IsDuplicate));
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM pg_index WHERE NOT indisvalid"));
    }

    [Fact]
    public async Task OpenAsync_SeveralSilosOfThisVersionAtOnce_UpgradeOnce()
    {
        await MigrateAsync(1, LastBefore);
        await AppendBeforeAsync(Enumerable.Range(0, 1000).Select(number => (User: $"u{number % 7}", Id: $"e{number}")));

        ManidalaDatabase[] silos = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => OpenAsync())));

        Assert.All(await Task.WhenAll(silos.Select(silo => ReadAllAsync(silo))), read => Assert.Equal(1000, read.Count));
        Assert.Equal(1, await CountAsync("SELECT COUNT(*) FROM journal"));
    }

    private async Task MigrateAsync(int first, int last)
    {
        IReadOnlyList<string> migrations = SqlResources.Migrations("Postgres", "main");
        await TamperAsync("CREATE TABLE IF NOT EXISTS manidala_schema (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())");
        for (int version = first; version <= last; version++)
        {
            await TamperAsync($"{migrations[version - 1]}; INSERT INTO manidala_schema (version) VALUES ({version})");
        }
    }

    private async Task AppendBeforeAsync(IEnumerable<(string User, string Id)> events)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(ConnectionString);
        await AppendBeforeAsync(source, events);
    }

    /// <summary>The statement of the version before.</summary>
    private static async Task AppendBeforeAsync(NpgsqlDataSource source, IEnumerable<(string User, string Id)> events)
    {
        Interaction[] interactions = [.. events.Select(one => Event(one.User, one.Id))];
        await using NpgsqlCommand command = source.CreateCommand(
            """
            INSERT INTO interaction (user_id, event_key, item_id, type, value, happened_ms, recorded_ms)
            SELECT user_id, event_key, 'item', 'view', 1, 1, (extract(epoch FROM statement_timestamp()) * 1000)::bigint
            FROM unnest($1, $2) WITH ORDINALITY AS given (user_id, event_key, position)
            ORDER BY position
            ON CONFLICT (user_id, event_key) DO NOTHING
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. interactions.Select(one => one.UserId)] });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. interactions.Select(one => EventKey.ToBytes(EventKey.Of(one.Id)))] });
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    /// <returns>How many were acknowledged until the new schema refused the statement, or until it was over.</returns>
    private async Task<int> WriteUntilRefusedAsync(string user, CancellationToken isOver)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(ConnectionString);
        int written = 0;
        try
        {
            while (!isOver.IsCancellationRequested)
            {
                await AppendBeforeAsync(source, [(user, $"{written}")]);
                written++;
            }
        }
        catch (PostgresException refused)
        {
            Assert.Equal(PostgresErrorCodes.InvalidColumnReference, refused.SqlState);
        }

        return written;
    }

    /// <summary>As the version before erases; a copy under way may lose a deadlock to it, and it to a copy.</summary>
    private async Task EraseBeforeAsync(IEnumerable<string> users)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(ConnectionString);
        foreach (string user in users)
        {
            for (bool isDone = false; !isDone;)
            {
                try
                {
                    await using NpgsqlCommand command = source.CreateCommand("DELETE FROM interaction WHERE user_id = $1");
                    command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = user });
                    await command.ExecuteNonQueryAsync(Cancelled);
                    isDone = true;
                }
                catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DeadlockDetected)
                {
                    // Rolled back; again.
                }
            }
        }
    }
}
