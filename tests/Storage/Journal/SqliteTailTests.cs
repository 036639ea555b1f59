using Manidala.Storage.Journal;
using Manidala.Storage.Sql;
using Manidala.Storage.Sqlite;
using Manidala.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Tests.Journal;

/// <summary>Keys that are in memory, on their way into their table, and there: whoever looks meets each interaction once.</summary>
public sealed class SqliteTailTests() : DatabaseTest(new SqliteTestDatabase())
{
    private const int MergeAfter = 16;
    private const int Users = 5;

    private DatabaseOptions EarlyMerges => new() { DataDirectory = Options.DataDirectory, JournalMergeAfter = MergeAfter };

    private string MainFile => Path.Combine(Options.DataDirectory, "manidala.db");

    [Fact]
    public async Task Append_ThroughManyMerges_EveryEventIsFoundAndReadOnce()
    {
        ManidalaDatabase database = await OpenAsync(EarlyMerges);
        List<(string User, string Id, long Sequence)> appended = [];
        for (int round = 0; round < 60; round++)
        {
            (string User, string Id)[] events = [.. Enumerable.Range(0, 1 + (round % 7)).Select(place => ($"u{(round + place) % Users}", $"{round}/{place}"))];
            IReadOnlyList<AppendResult> results = await database.Journal.AppendAsync([.. events.Select(one => Event(one.User, one.Id))], Cancelled);
            appended.AddRange(events.Zip(results, (one, result) => (one.User, one.Id, result.Sequence)));
            (string user, string id, long sequence) = appended[round * 17 % appended.Count];

            AppendResult again = Assert.Single(await database.Journal.AppendAsync([Event(user, id)], Cancelled));

            Assert.Equal(new AppendResult(sequence, IsDuplicate: true), again);
            await AssertReadsAsync(database, appended);
        }

        await database.DisposeAsync();
        Assert.InRange(await CountAsync("SELECT COUNT(*) FROM interaction_by_user"), appended.Count / 2, appended.Count - 1);
        ManidalaDatabase reopened = await OpenAsync(EarlyMerges);
        await AssertReadsAsync(reopened, appended);
        Assert.All(await reopened.Journal.AppendAsync([.. appended.Select(one => Event(one.User, one.Id))], Cancelled), result => Assert.True(result.IsDuplicate));
    }

    [Fact]
    public async Task Append_BesideAnotherProcess_MeetsWhatThatWroteAndErased()
    {
        // Two of them on one file know as little of each other's memory as two processes.
        ManidalaDatabase one = await OpenAsync(EarlyMerges);
        ManidalaDatabase other = await OpenAsync(EarlyMerges);
        AppendResult first = Assert.Single(await one.Journal.AppendAsync([Event("u", "a")], Cancelled));

        Assert.Equal(first with { IsDuplicate = true }, Assert.Single(await other.Journal.AppendAsync([Event("u", "a")], Cancelled)));
        AppendResult second = Assert.Single(await other.Journal.AppendAsync([Event("u", "b")], Cancelled));
        Assert.Equal([first.Sequence, second.Sequence], (await one.Journal.ReadOldestAsync("u", 0, 10, Cancelled)).Select(entry => entry.Sequence));

        Assert.Equal(2, await other.Journal.EraseUserAsync("u", Cancelled));
        AppendResult third = Assert.Single(await one.Journal.AppendAsync([Event("u", "a")], Cancelled));

        Assert.False(third.IsDuplicate);
        Assert.Equal(third.Sequence, Assert.Single(await other.Journal.ReadHistoryAsync("u", 0, 10, Cancelled)).Sequence);

        // Merges of what the other erased bring nothing back.
        for (int more = 0; more < 4 * MergeAfter; more++)
        {
            await one.Journal.AppendAsync([Event("v", $"{more}")], Cancelled);
        }

        Assert.Equal(1, await CountAsync("SELECT COUNT(*) FROM interaction_by_user WHERE user_id = 'u'"));
        Assert.Equal(third.Sequence, await CountAsync("SELECT sequence FROM interaction_by_user WHERE user_id = 'u'"));
    }

    [Fact]
    public async Task Erase_InTheMiddleOfAMerge_LeavesNothingOfTheUser()
    {
        ManidalaDatabase database = await OpenAsync(EarlyMerges);
        for (int place = 0; place < MergeAfter + 4; place++)
        {
            await database.Journal.AppendAsync([Event(place % 2 == 0 ? "gone" : "stays", $"{place}")], Cancelled);
        }

        Assert.Equal((MergeAfter + 4) / 2, await database.Journal.EraseUserAsync("gone", Cancelled));
        for (int place = 0; place < 3 * MergeAfter; place++)
        {
            await database.Journal.AppendAsync([Event("stays", $"later {place}")], Cancelled);
        }

        Assert.Empty(await database.Journal.ReadOldestAsync("gone", 0, 100, Cancelled));
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM interaction_by_user WHERE user_id = 'gone'"));
        Assert.Equal((MergeAfter + 4) / 2 + (3 * MergeAfter), (await database.Journal.ReadOldestAsync("stays", 0, 1000, Cancelled)).Count);
    }

    [Fact]
    public async Task Merge_RolledBack_IsDoneAgain()
    {
        await (await OpenAsync()).DisposeAsync();
        await using SqliteFile file = new(MainFile, isDurable: true);
        using SqliteJournalStatements statements = new(file.Open());
        SqliteTail tail = new();
        SqliteKeyMerge merge = new(tail, mergeAfter: 4);
        using (SqliteTransaction transaction = statements.Begin())
        {
            statements.CatchUp(tail);
            SqliteTail.Entry[] entries = [.. Enumerable.Range(0, 6).Select(place => Insert(statements, place))];
            transaction.Commit();
            tail.Add(entries, entries[^1].Sequence);
        }

        using (SqliteTransaction transaction = statements.Begin())
        {
            merge.Merge(statements, interactions: 2);
            transaction.Rollback();
        }

        for (int slice = 0; slice < 2; slice++)
        {
            using SqliteTransaction transaction = statements.Begin();
            Action merged = merge.Merge(statements, interactions: 2);
            transaction.Commit();
            merged();
        }

        Assert.Equal(6, await CountAsync("SELECT COUNT(*) FROM interaction_by_user"));
        Assert.Equal(tail.Known, await CountAsync("SELECT through FROM indexed"));
        Assert.Empty(tail.Of("u").Sequences);
    }

    [Fact]
    public void Trim_KeepsWhatTheTableLacks()
    {
        SqliteTail tail = new();
        tail.Add([new("u", 1, 10), new("u", 2, 11), new("v", 3, 12), new("w", 4, 9)], through: 12);

        tail.Trim(merged: 10);

        Assert.Equal(2, tail.Waiting);
        Assert.Equal([11L], tail.Of("u").Sequences);
        Assert.Null(tail.Find("u", 1));
        Assert.Equal(12, tail.Find("v", 3));
        Assert.Null(tail.Find("w", 4));
        Assert.Equal(12, tail.Known);
    }

    [Fact]
    public async Task Open_DatabaseOfTheSecondSchema_KeepsItsKeys()
    {
        IReadOnlyList<string> migrations = SqlResources.Migrations("Sqlite", "main");
        string key = Convert.ToHexString(EventKey.ToBytes(EventKey.Of("a")));
        await TamperAsync(string.Join('\n', migrations.Take(2)) + $"""
            INSERT INTO interaction (user_id, event_key, item_id, type, value, happened_ms, recorded_ms) VALUES ('u', x'{key}', 'kept', 'view', 1, 0, 0);
            PRAGMA application_id={SqliteSchema.ApplicationId}; PRAGMA user_version=2;
            """);

        ManidalaDatabase database = await OpenAsync();

        Assert.Equal(new AppendResult(1, IsDuplicate: true), Assert.Single(await database.Journal.AppendAsync([Event("u", "a")], Cancelled)));
        Assert.Equal("kept", Assert.Single(await database.Journal.ReadHistoryAsync("u", 0, 10, Cancelled)).ItemId);
    }

    [Fact]
    public async Task Open_InTheMiddleOfAMergeOfTheSchemaBefore_HasEveryEventOnce()
    {
        IReadOnlyList<string> migrations = SqlResources.Migrations("Sqlite", "main");
        string[] keys = [.. Enumerable.Range(0, 4).Select(place => Convert.ToHexString(EventKey.ToBytes(EventKey.Of($"{place}"))))];
        string rows = string.Join(", ", keys.Select((key, place) => $"('u', x'{key}', 'item {place}', 'view', {place}.5, {place}, 0)"));

        // Keys of the first two are merged; of the others one came along, and the process ended.
        await TamperAsync(string.Join('\n', migrations.Take(3)) + $"""
            INSERT INTO interaction (user_id, event_key, item_id, type, value, happened_ms, recorded_ms) VALUES {rows};
            INSERT INTO interaction_key VALUES ('u', x'{keys[0]}', 1), ('u', x'{keys[1]}', 2), ('u', x'{keys[3]}', 4);
            UPDATE indexed SET through = 2;
            PRAGMA application_id={SqliteSchema.ApplicationId}; PRAGMA user_version=3;
            """);

        ManidalaDatabase database = await OpenAsync(EarlyMerges);

        PastInteraction[] expected = [.. Enumerable.Range(0, 4).Select(place => new PastInteraction(place + 1, $"item {place}", "view", place, place + 0.5))];
        Assert.Equal(expected, await database.Journal.ReadHistoryAsync("u", 0, 10, Cancelled));
        Assert.Equal(2, await CountAsync("SELECT COUNT(*) FROM interaction_by_user"));
        Assert.All(
            await database.Journal.AppendAsync([.. Enumerable.Range(0, 4).Select(place => Event("u", $"{place}"))], Cancelled),
            result => Assert.True(result.IsDuplicate));
        for (int more = 0; more < 4 * MergeAfter; more++)
        {
            await database.Journal.AppendAsync([Event("v", $"{more}")], Cancelled);
        }

        Assert.Equal(expected, await database.Journal.ReadHistoryAsync("u", 0, 10, Cancelled));
        Assert.Equal(4, await CountAsync("SELECT COUNT(*) FROM interaction_by_user WHERE user_id = 'u'"));
    }

    private static SqliteTail.Entry Insert(SqliteJournalStatements statements, int place)
    {
        UInt128 key = EventKey.Of($"{place}");
        return new("u", key, statements.Insert(Event("u", $"{place}"), EventKey.ToBytes(key), recordedMs: 0)!.Value);
    }

    private static async Task AssertReadsAsync(ManidalaDatabase database, List<(string User, string Id, long Sequence)> appended)
    {
        for (int user = 0; user < Users; user++)
        {
            long[] expected = [.. appended.Where(one => one.User == $"u{user}").Select(one => one.Sequence)];
            Assert.Equal(expected, (await database.Journal.ReadOldestAsync($"u{user}", 0, 1000, Cancelled)).Select(entry => entry.Sequence));
            Assert.Equal(
                expected.TakeLast(3).Skip(1), (await database.Journal.ReadHistoryAsync($"u{user}", expected.TakeLast(3).FirstOrDefault(), 5, Cancelled)).Select(entry => entry.Sequence));
        }
    }

    private async Task<long> CountAsync(string sql)
    {
        await using SqliteConnection connection = new($"Data Source={MainFile};Pooling=False");
        await connection.OpenAsync(Cancelled);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }
}
