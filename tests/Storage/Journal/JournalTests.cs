using Manidala.Engine.Sessions;
using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Journal;

public sealed class SqliteJournalTests() : JournalTests(new SqliteTestDatabase());

public sealed class PostgresJournalTests(PostgresFixture postgres) : JournalTests(new PostgresTestDatabase(postgres));

public abstract class JournalTests(TestDatabase kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task AppendAsync_SameIdAgain_AnswersTheFirstSequence()
    {
        ManidalaDatabase database = await OpenAsync();

        IReadOnlyList<AppendResult> first = await database.Journal.AppendAsync([Event("u", "a")], Cancelled);
        IReadOnlyList<AppendResult> again = await database.Journal.AppendAsync([Event("u", "b"), Event("u", "a")], Cancelled);

        Assert.False(first[0].IsDuplicate);
        Assert.False(again[0].IsDuplicate);
        Assert.Equal(new AppendResult(first[0].Sequence, IsDuplicate: true), again[1]);
        Assert.Equal(2, (await ReadAllAsync(database)).Count);
    }

    [Fact]
    public async Task ReadPageAsync_DatedIn2100_SaysThatAndWhenItWasRecorded()
    {
        const long Year2100 = 4_102_444_800_000;
        ManidalaDatabase database = await OpenAsync();
        await database.Journal.AppendAsync([Event("u", "a") with { TimestampMs = Year2100 }], Cancelled);

        JournalEntry only = Assert.Single(await database.Journal.ReadPageAsync(0, 10, Cancelled));

        Assert.Equal(Year2100, only.Interaction.TimestampMs);
        Assert.InRange(only.RecordedMs, 1_700_000_000_000, Year2100 - 1);
        Assert.Equal(only, Assert.Single(await database.Journal.ReadOldestAsync("u", 0, 10, Cancelled)));
    }

    [Fact]
    public async Task AppendAsync_SameIdTwiceInOneCall_KeepsTheFirst()
    {
        ManidalaDatabase database = await OpenAsync();

        IReadOnlyList<AppendResult> results =
            await database.Journal.AppendAsync([Event("u", "a", "kept"), Event("v", "a"), Event("u", "a", "dropped")], Cancelled);

        Assert.Equal([false, false, true], results.Select(result => result.IsDuplicate));
        Assert.Equal(results[0].Sequence, results[2].Sequence);
        JournalEntry only = Assert.Single(await database.Journal.ReadOldestAsync("u", 0, 10, Cancelled));
        Assert.Equal("kept", only.Interaction.ItemId);
    }

    [Fact]
    public async Task AppendAsync_SameIdFromManyCallsAtOnce_RecordsItOnce()
    {
        ManidalaDatabase database = await OpenAsync();

        IReadOnlyList<AppendResult>[] results = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => database.Journal.AppendAsync([Event("u", "a")], Cancelled)));

        Assert.Single(results, result => !result[0].IsDuplicate);
        Assert.Single(results.Select(result => result[0].Sequence).Distinct());
        Assert.Single(await ReadAllAsync(database));
    }

    [Fact]
    public async Task AppendAsync_SameIdAfterReopening_IsADuplicate()
    {
        ManidalaDatabase before = await OpenAsync();
        IReadOnlyList<AppendResult> first = await before.Journal.AppendAsync([Event("u", "a")], Cancelled);
        await before.DisposeAsync();

        ManidalaDatabase after = await OpenAsync();
        IReadOnlyList<AppendResult> again = await after.Journal.AppendAsync([Event("u", "a")], Cancelled);

        Assert.Equal(new AppendResult(first[0].Sequence, IsDuplicate: true), again[0]);
    }

    [Fact]
    public async Task ReadOldestAsync_WhatWasAppended_ComesBackWhole()
    {
        ManidalaDatabase database = await OpenAsync();
        Interaction given = new("id-é", "user ☃", "item 𝄞", "rating", -5, 0.1);

        await database.Journal.AppendAsync([given], Cancelled);

        JournalEntry read = Assert.Single(await database.Journal.ReadOldestAsync("user ☃", 0, 10, Cancelled));
        Assert.Equal(given with { Id = read.Interaction.Id }, read.Interaction);
        Assert.Equal(32, read.Interaction.Id.Length);
    }

    [Fact]
    public async Task Read_OneUserInPages_GivesCallOrder()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Journal.AppendAsync([.. Enumerable.Range(0, 20).Select(i => Event(i % 2 == 0 ? "even" : "odd", $"{i}", $"{i}"))], Cancelled);

        IReadOnlyList<JournalEntry> oldest = await database.Journal.ReadOldestAsync("even", 0, 3, Cancelled);
        IReadOnlyList<JournalEntry> next = await database.Journal.ReadOldestAsync("even", oldest[^1].Sequence, 3, Cancelled);
        IReadOnlyList<PastInteraction> newest = await database.Journal.ReadHistoryAsync("even", 0, 3, Cancelled);
        IReadOnlyList<PastInteraction> newestOfTwo = await database.Journal.ReadHistoryAsync("even", newest[0].Sequence, 3, Cancelled);

        Assert.Equal(["0", "2", "4"], oldest.Select(entry => entry.Interaction.ItemId));
        Assert.Equal(["6", "8", "10"], next.Select(entry => entry.Interaction.ItemId));
        Assert.Equal(["14", "16", "18"], newest.Select(past => past.ItemId));
        Assert.Equal(["16", "18"], newestOfTwo.Select(past => past.ItemId));
    }

    [Fact]
    public async Task AppendAsync_ThousandsFromManyTasks_ReadsBackWhatWasAnswered()
    {
        const int Users = 40;
        const int CallsPerUser = 60;
        ManidalaDatabase database = await OpenAsync();

        List<(string Item, long Sequence)>[] answered = await Task.WhenAll(Enumerable.Range(0, Users).Select(user => Task.Run(async () =>
        {
            // Not awaited one by one: the order of the calls alone must give the order of the sequences.
            List<Task<IReadOnlyList<AppendResult>>> calls = [];
            for (int call = 0; call < CallsPerUser; call++)
            {
                calls.Add(database.Journal.AppendAsync(
                    [Event($"u{user}", $"{call}a", $"{user}/{call}a"), Event($"u{user}", $"{call}b", $"{user}/{call}b")], Cancelled));
            }

            List<(string, long)> mine = [];
            for (int call = 0; call < CallsPerUser; call++)
            {
                IReadOnlyList<AppendResult> results = await calls[call];
                mine.Add(($"{user}/{call}a", results[0].Sequence));
                mine.Add(($"{user}/{call}b", results[1].Sequence));
            }

            return mine;
        })));

        foreach (List<(string Item, long Sequence)> mine in answered)
        {
            Assert.Equal(mine.OrderBy(result => result.Sequence), mine);
        }

        List<JournalEntry> read = await ReadAllAsync(database);
        Assert.Equal(
            answered.SelectMany(mine => mine).OrderBy(result => result.Sequence),
            read.Select(entry => (entry.Interaction.ItemId, entry.Sequence)));
        Assert.Equal(read[^1].Sequence, await database.Journal.ReadHorizonAsync(Cancelled));
    }

    [Fact]
    public async Task AppendAsync_CancelledAfterItWasQueued_LeavesTheGroupWhole()
    {
        ManidalaDatabase database = await OpenAsync();
        using CancellationTokenSource givingUp = new();

        Task<IReadOnlyList<AppendResult>> before = database.Journal.AppendAsync([Event("u", "1", "1")], Cancelled);
        Task<IReadOnlyList<AppendResult>> abandoned = database.Journal.AppendAsync([Event("u", "2", "2")], givingUp.Token);
        Task<IReadOnlyList<AppendResult>> after = database.Journal.AppendAsync([Event("u", "3", "3")], Cancelled);
        await givingUp.CancelAsync();
        await Task.WhenAll(before, after);

        Assert.Equal(["1", "2", "3"], (await ReadAllAsync(database)).Select(entry => entry.Interaction.ItemId));
        Assert.True(abandoned.IsCanceled || abandoned.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task AppendAsync_MoreThanTheQueueHolds_IsRefusedAtOnce()
    {
        ManidalaDatabase database = await OpenAsync(WithQueue(capacity: 3));

        Assert.Throws<JournalOverloadedException>(
            () => { _ = database.Journal.AppendAsync([.. Enumerable.Range(0, 4).Select(i => Event("u", $"{i}"))], Cancelled); });
        await database.Journal.AppendAsync([.. Enumerable.Range(0, 3).Select(i => Event("u", $"{i}"))], Cancelled);

        Assert.Equal(3, (await ReadAllAsync(database)).Count);
    }

    [Theory]
    [InlineData(0x0000)]
    [InlineData(0xD800)]
    public async Task AppendAsync_TextThatNoDatabaseHolds_IsRefusedAlone(int character)
    {
        // Made here: an attribute cannot hold half of a surrogate pair.
        string user = "u" + (char)character;
        ManidalaDatabase database = await OpenAsync();

        Task<IReadOnlyList<AppendResult>> good = database.Journal.AppendAsync([Event("u", "1")], Cancelled);
        Assert.Throws<ArgumentException>(() => { _ = database.Journal.AppendAsync([Event(user, "2")], Cancelled); });
        Assert.Throws<ArgumentException>(() => { _ = database.Journal.AppendAsync([Event("u", "3", value: double.NaN)], Cancelled); });

        Assert.False((await good)[0].IsDuplicate);
    }

    [Fact]
    public async Task DisposeAsync_CallsStillQueued_AreCommitted()
    {
        ManidalaDatabase database = await OpenAsync();

        List<Task<IReadOnlyList<AppendResult>>> calls =
            [.. Enumerable.Range(0, 500).Select(i => database.Journal.AppendAsync([Event("u", $"{i}")], Cancelled))];
        await database.DisposeAsync();
        await Task.WhenAll(calls);

        Assert.Throws<ObjectDisposedException>(() => { _ = database.Journal.AppendAsync([Event("u", "late")], Cancelled); });
        Assert.Equal(500, (await ReadAllAsync(await OpenAsync())).Count);
    }

    [Fact]
    public async Task EraseUserAsync_WithAppendsQueuedBefore_RemovesThemToo()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Journal.AppendAsync([Event("gone", "0"), Event("stays", "0")], Cancelled);

        Task<IReadOnlyList<AppendResult>> queued = database.Journal.AppendAsync([Event("gone", "1")], Cancelled);
        Task<long> erasure = database.Journal.EraseUserAsync("gone", Cancelled);
        Task<IReadOnlyList<AppendResult>> later = database.Journal.AppendAsync([Event("gone", "2", "later")], Cancelled);
        await Task.WhenAll(queued, erasure, later);

        Assert.Equal(2, await erasure);
        Assert.Equal(0, await database.Journal.EraseUserAsync("never seen", Cancelled));
        Assert.Equal("later", Assert.Single(await database.Journal.ReadOldestAsync("gone", 0, 10, Cancelled)).Interaction.ItemId);
        Assert.Single(await database.Journal.ReadOldestAsync("stays", 0, 10, Cancelled));
    }

    [Fact]
    public async Task EraseUserAsync_OfTheNewestRows_DoesNotGiveTheirSequencesOutAgain()
    {
        ManidalaDatabase database = await OpenAsync();
        IReadOnlyList<AppendResult> erased = await database.Journal.AppendAsync([Event("gone", "0")], Cancelled);
        await database.Journal.EraseUserAsync("gone", Cancelled);
        await database.DisposeAsync();

        ManidalaDatabase reopened = await OpenAsync();
        IReadOnlyList<AppendResult> next = await reopened.Journal.AppendAsync([Event("gone", "0")], Cancelled);

        Assert.True(next[0].Sequence > erased[0].Sequence);
        Assert.False(next[0].IsDuplicate);
    }

    [Fact]
    public async Task ReadHorizonAsync_EmptyJournal_IsZero()
    {
        ManidalaDatabase database = await OpenAsync();

        Assert.Equal(0, await database.Journal.ReadHorizonAsync(Cancelled));
    }

    [Fact]
    public async Task AppendAsync_CallsBeyondOneGroup_AreAllCommittedInOrder()
    {
        ManidalaDatabase database = await OpenAsync(WithQueue(capacity: 1000, maxGroup: 10));
        int next = 0;

        Task<IReadOnlyList<AppendResult>>[] calls = [.. ((int[])[3, 3, 3, 3, 25, 10, 1, 9, 2]).Select(size => database.Journal.AppendAsync(
            [.. Enumerable.Range(0, size).Select(_ => Event("u", $"{next}", $"{next++}"))], Cancelled))];
        IReadOnlyList<AppendResult>[] results = await Task.WhenAll(calls);

        List<JournalEntry> read = await ReadAllAsync(database);
        Assert.Equal(Enumerable.Range(0, next).Select(i => $"{i}"), read.Select(entry => entry.Interaction.ItemId));
        Assert.Equal(read.Select(entry => entry.Sequence), results.SelectMany(result => result).Select(result => result.Sequence));
    }

    private DatabaseOptions WithQueue(int capacity, int maxGroup = 1000) => new()
    {
        JournalMaxGroup = maxGroup,
        DataDirectory = Options.DataDirectory,
        PostgresConnectionString = Options.PostgresConnectionString,
        JournalQueueCapacity = capacity,
    };
}
