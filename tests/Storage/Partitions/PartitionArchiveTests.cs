using Manidala.Tests.Support;
using Npgsql;

namespace Manidala.Storage.Tests.Partitions;

/// <summary>Partitions that are read, and dropped by somebody who keeps them elsewhere.</summary>
public sealed class PartitionArchiveTests(PostgresFixture postgres) : PartitionTest(postgres)
{
    [Fact]
    public async Task ReadAsync_APartition_HasItsInteractionsInOrderAndNoOthers()
    {
        ManidalaDatabase database = await OpenWithOldRowsAsync();

        (List<JournalEntry> read, _) = await ReadAsync(database, "interaction_20200101");

        Assert.Equal((await ReadAllAsync(database)).Where(entry => entry.RecordedMs < At("2020-02-01").ToUnixTimeMilliseconds()), read);
        Assert.Equal(60, read.Count);
    }

    [Fact]
    public async Task DropAsync_KeepingNone_TakesThePartitionAndNothingIsCountedTwice()
    {
        ManidalaDatabase database = await OpenWithOldRowsAsync();
        (List<JournalEntry> read, PartitionMoment moment) = await ReadAsync(database, "interaction_20200101");
        List<JournalEntry> before = await ReadAllAsync(database);

        bool isErased = await database.Partitions!.DropAsync(await FindAsync(database, "interaction_20200101"), moment, keep: 0, Cancelled);
        IReadOnlyList<AppendResult> again = await database.Journal.AppendAsync([Event("many", "m0"), Event("few", "f0"), Event("many", "new")], Cancelled);

        Assert.False(isErased);
        Assert.Equal([new(read[0].Sequence, IsDuplicate: true), new(read.First(one => one.Interaction.UserId == "few").Sequence, IsDuplicate: true)], again.Take(2));
        Assert.False(again[2].IsDuplicate);
        Assert.Equal(before.Except(read), (await ReadAllAsync(database)).SkipLast(1));
        Assert.All(await database.Partitions.AreHeldAsync(read, Cancelled), Assert.True);
        Assert.DoesNotContain(await database.Partitions.ListAsync(Cancelled), one => one.Name == "interaction_20200101" || one.Kind == PartitionKind.Kept);
    }

    [Fact]
    public async Task DropAsync_KeepingSome_LeavesEachUserTheNewest()
    {
        ManidalaDatabase database = await OpenWithOldRowsAsync();
        var histories = await HistoriesAsync(database, newest: 30);

        await DropAsync(database, "interaction_20200101", keep: 30);
        var afterOne = await HistoriesAsync(database, newest: 30);
        long keptAfterOne = await CountAsync("SELECT COUNT(*) FROM interaction_kept");
        await DropAsync(database, "interaction_20200201", keep: 30);
        var afterTwo = await HistoriesAsync(database, newest: 30);

        Assert.Equal(histories, afterOne);
        Assert.Equal(histories, afterTwo);

        // Of "many", with 40 in each of the months and now, none of the old; of "few", with 20 of January and nothing since, all.
        Assert.Equal(20, keptAfterOne);
        Assert.Equal(["few"], await RowsAsync("SELECT DISTINCT user_id FROM interaction_kept"));
        Assert.Equal(20 + 40, (await ReadAllAsync(database)).Count);
        JournalPartition kept = Assert.Single(await database.Partitions!.ListAsync(Cancelled), one => one.Kind == PartitionKind.Kept);
        Assert.Equal((At("2020-01-01"), At("2020-03-01")), (kept.From, kept.To));
    }

    [Fact]
    public async Task DropAsync_KeptBeforeAndNowNoLongerAmongTheNewest_Goes()
    {
        ManidalaDatabase database = await OpenWithOldRowsAsync();
        await DropAsync(database, "interaction_20200101", keep: 30);
        await database.Journal.AppendAsync([.. Enumerable.Range(0, 15).Select(number => Event("few", $"later-{number}"))], Cancelled);

        await DropAsync(database, "interaction_20200201", keep: 30);

        Assert.Equal(15, await CountAsync("SELECT COUNT(*) FROM interaction_kept"));
        Assert.Equal(30, (await database.Journal.ReadHistoryAsync("few", 0, 100, Cancelled)).Count);
    }

    [Fact]
    public async Task DropAsync_UserErasedSinceItWasRead_KeepsNothingOfThemAndSaysSo()
    {
        ManidalaDatabase database = await OpenWithOldRowsAsync();
        (List<JournalEntry> read, PartitionMoment moment) = await ReadAsync(database, "interaction_20200101");
        await database.Journal.EraseUserAsync("few", Cancelled);
        await database.Journal.AppendAsync([Event("few", "f0")], Cancelled);

        bool isErased = await database.Partitions!.DropAsync(await FindAsync(database, "interaction_20200101"), moment, keep: 1000, Cancelled);
        IReadOnlyList<bool> held = await database.Partitions.AreHeldAsync(read, Cancelled);

        Assert.True(isErased);
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM interaction_kept WHERE user_id = 'few'"));
        Assert.Equal(read.Select(entry => entry.Interaction.UserId == "many"), held);
    }

    [Fact]
    public async Task EraseUserAsync_AfterTheirPartitionWasDropped_ForgetsTheirEvents()
    {
        ManidalaDatabase database = await OpenWithOldRowsAsync();
        await DropAsync(database, "interaction_20200101", keep: 0);

        await database.Journal.EraseUserAsync("few", Cancelled);
        IReadOnlyList<AppendResult> again = await database.Journal.AppendAsync([Event("few", "f0")], Cancelled);

        Assert.False(again[0].IsDuplicate);
        Assert.Equal(1, await CountAsync("SELECT COUNT(*) FROM interaction_key WHERE user_id = 'few'"));
    }

    [Fact]
    public async Task DropAsync_SomethingCameSinceItWasRead_IsRefusedAndChangesNothing()
    {
        ManidalaDatabase database = await OpenWithOldRowsAsync();
        (_, PartitionMoment moment) = await ReadAsync(database, "interaction_20200101");
        await database.Journal.AppendAsync([Event("late", "1")], Cancelled);
        await MoveAsync("2020-01-20", "user_id = 'late'");
        List<JournalEntry> before = await ReadAllAsync(database);
        JournalPartition partition = await FindAsync(database, "interaction_20200101");

        await Assert.ThrowsAsync<PartitionInUseException>(() => database.Partitions!.DropAsync(partition, moment, keep: 5, Cancelled));

        Assert.Equal(before, await ReadAllAsync(database));
        Assert.Equal(DBNull.Value, await ScalarAsync("SELECT to_regclass('interaction_keeping')::text"));
    }

    [Fact]
    public async Task ReadAsync_WriterThatHasNotCommitted_IsRefused()
    {
        ManidalaDatabase database = await OpenWithOldRowsAsync();
        await using NpgsqlConnection slow = new(ConnectionString);
        await slow.OpenAsync(Cancelled);
        await using NpgsqlTransaction open = await slow.BeginTransactionAsync(Cancelled);
        await using NpgsqlCommand announce = new(Storage.Postgres.JournalHorizon.Announce, slow, open);
        await announce.ExecuteNonQueryAsync(Cancelled);
        await database.Journal.AppendAsync([Event("late", "1")], Cancelled);
        await MoveAsync("2020-01-20", "user_id = 'late'");
        JournalPartition partition = await FindAsync(database, "interaction_20200101");

        await Assert.ThrowsAsync<PartitionInUseException>(() => database.Partitions!.ReadAsync(partition, _ => Task.CompletedTask, Cancelled));
    }

    [Fact]
    public async Task DropAsync_NotTheOldest_IsRefused()
    {
        ManidalaDatabase database = await OpenWithOldRowsAsync();
        (_, PartitionMoment moment) = await ReadAsync(database, "interaction_20200201");
        JournalPartition partition = await FindAsync(database, "interaction_20200201");

        PartitionInUseException refused = await Assert.ThrowsAsync<PartitionInUseException>(
            () => database.Partitions!.DropAsync(partition, moment, keep: 0, Cancelled));

        Assert.Contains("is not the oldest one", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppendAsync_SameEventsFromTwoSilosWhileRowsChangePartition_AreRecordedOnce()
    {
        ManidalaDatabase[] silos = [await OpenWithOldRowsAsync(), await OpenAsync()];
        var events = Enumerable.Range(0, 100).Select(number => Event($"u{number % 9}", $"x{number}")).ToList();
        using CancellationTokenSource isOver = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task moving = MoveToAndFroAsync(isOver.Token);

        List<IReadOnlyList<AppendResult>> results = [];
        for (int round = 0; round < 20; round++)
        {
            results.AddRange(await Task.WhenAll(silos.Select(silo => silo.Journal.AppendAsync(events, Cancelled))));
        }

        await isOver.CancelAsync();
        await moving;
        Assert.Equal(100, results.Sum(one => one.Count(result => !result.IsDuplicate)));
        Assert.All(results, one => Assert.Equal(results[0].Select(result => result.Sequence), one.Select(result => result.Sequence)));
        Assert.Equal(100, (await ReadAllAsync(silos[0])).Count(entry => entry.Interaction.UserId.StartsWith('u')));
    }

    private async Task MoveToAndFroAsync(CancellationToken isOver)
    {
        for (int turn = 0; !isOver.IsCancellationRequested; turn++)
        {
            await MoveAsync(turn % 2 == 0 ? "2020-01-31 23:59" : "2020-02-01", "user_id LIKE 'u%'");
        }
    }

    /// <summary>Two old months: "many" has 40 interactions in each and 40 now, "few" has 20 of the first month alone.</summary>
    private async Task<ManidalaDatabase> OpenWithOldRowsAsync()
    {
        ManidalaDatabase database = await OpenAsync();
        await MakeMonthsAsync("2020-01-01", 2);
        await database.Journal.AppendAsync([.. Enumerable.Range(0, 40).Select(number => Event("many", $"m{number}", $"item-{number}"))], Cancelled);
        await database.Journal.AppendAsync([.. Enumerable.Range(0, 20).Select(number => Event("few", $"f{number}", $"item-{number}"))], Cancelled);
        await MoveAsync("2020-01-15", "true");
        await database.Journal.AppendAsync([.. Enumerable.Range(40, 40).Select(number => Event("many", $"m{number}", $"item-{number}"))], Cancelled);
        await MoveAsync("2020-02-15", "recorded_ms > 1600000000000");
        await database.Journal.AppendAsync([.. Enumerable.Range(80, 40).Select(number => Event("many", $"m{number}", $"item-{number}"))], Cancelled);
        return database;
    }

    private static async Task<IReadOnlyList<PastInteraction>[]> HistoriesAsync(ManidalaDatabase database, int newest) =>
    [
        await database.Journal.ReadHistoryAsync("many", 0, newest, Cancelled),
        await database.Journal.ReadHistoryAsync("few", 0, newest, Cancelled),
    ];

    private static async Task<JournalPartition> FindAsync(ManidalaDatabase database, string name) =>
        (await database.Partitions!.ListAsync(Cancelled)).Single(one => one.Name == name);

    private static async Task<(List<JournalEntry> Read, PartitionMoment Moment)> ReadAsync(ManidalaDatabase database, string name)
    {
        List<JournalEntry> read = [];
        PartitionMoment moment = await database.Partitions!.ReadAsync(
            await FindAsync(database, name),
            page =>
            {
                read.AddRange(page);
                return Task.CompletedTask;
            },
            Cancelled);
        return (read, moment);
    }

    private static async Task DropAsync(ManidalaDatabase database, string name, int keep)
    {
        (_, PartitionMoment moment) = await ReadAsync(database, name);
        await database.Partitions!.DropAsync(await FindAsync(database, name), moment, keep, Cancelled);
    }
}
