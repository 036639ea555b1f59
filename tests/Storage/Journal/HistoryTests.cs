using Manidala.Engine.Sessions;
using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Journal;

public sealed class SqliteHistoryTests() : HistoryTests(new SqliteTestDatabase());

public sealed class PostgresHistoryTests(PostgresFixture postgres) : HistoryTests(new PostgresTestDatabase(postgres));

public abstract class HistoryTests(TestDatabase kind) : DatabaseTest(kind)
{
    private DatabaseOptions EarlyMerges => new()
    {
        DataDirectory = Options.DataDirectory, PostgresConnectionString = Options.PostgresConnectionString, JournalMergeAfter = 16,
    };

    [Fact]
    public async Task ReadHistoryAsync_WhatWasAppended_HasAllThatAFoldNeeds()
    {
        ManidalaDatabase database = await OpenAsync();
        Interaction given = new("id-é", "user ☃", "item 𝄞", "rating", -5, 0.1);

        AppendResult result = Assert.Single(await database.Journal.AppendAsync([given], Cancelled));

        Assert.Equal(
            new PastInteraction(result.Sequence, given.ItemId, given.Type, given.TimestampMs, given.Value),
            Assert.Single(await database.Journal.ReadHistoryAsync("user ☃", 0, 10, Cancelled)));
    }

    [Fact]
    public async Task ReadHistoryAsync_WhileUsersActAndAreErased_IsWhatTheJournalHasOfThem()
    {
        const int Users = 7;
        var random = new Random(1);
        ManidalaDatabase database = await OpenAsync(EarlyMerges);
        ManidalaDatabase other = await OpenAsync(EarlyMerges);
        for (int round = 0; round < 40; round++)
        {
            Interaction[] events = [.. Enumerable.Range(0, random.Next(1, 12)).Select(
                place => Event($"u{random.Next(Users)}", $"{round}/{place}", $"item {random.Next(50)}", random.Next(9) / 2.0) with { TimestampMs = random.Next() })];
            await (round % 3 == 0 ? other : database).Journal.AppendAsync(events, Cancelled);
            if (round % 10 == 9)
            {
                await (round % 20 == 9 ? other : database).Journal.EraseUserAsync($"u{random.Next(Users)}", Cancelled);
            }

            // All at once, so that they are read in groups.
            await Task.WhenAll(Enumerable.Range(0, Users).Select(user => AssertEqualAsync(database, $"u{user}", random.Next(1, 30))));
        }
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(4, null)]
    [InlineData(0, null)]
    public async Task ReadShortHistoryAsync_IsWholeOrNothing(int most, int? expected)
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Journal.AppendAsync([.. Enumerable.Range(0, 5).Select(place => Event("u", $"{place}", $"{place}")), Event("v", "0")], Cancelled);

        IReadOnlyList<PastInteraction>? history = await database.Journal.ReadShortHistoryAsync("u", most, Cancelled);

        Assert.Equal(expected, history?.Count);
        Assert.Equal(history is null ? [] : ["0", "1", "2", "3", "4"], (history ?? []).Select(past => past.ItemId));
        Assert.Empty((await database.Journal.ReadShortHistoryAsync("never seen", most, Cancelled))!);
    }

    [Fact]
    public async Task DisposeAsync_HistoriesStillAskedFor_AreAnswered()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Journal.AppendAsync([Event("u", "1")], Cancelled);

        Task<IReadOnlyList<PastInteraction>>[] asked = [.. Enumerable.Range(0, 200).Select(_ => database.Journal.ReadHistoryAsync("u", 0, 10, Cancelled))];
        await database.DisposeAsync();

        Assert.All(await Task.WhenAll(asked), history => Assert.Single(history));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => database.Journal.ReadHistoryAsync("u", 0, 10, Cancelled));
    }

    private static async Task AssertEqualAsync(ManidalaDatabase database, string user, int most)
    {
        PastInteraction[] all = [.. (await database.Journal.ReadOldestAsync(user, 0, 10_000, Cancelled)).Select(
            entry => new PastInteraction(entry.Sequence, entry.Interaction.ItemId, entry.Interaction.Type, entry.Interaction.TimestampMs, entry.Interaction.Value))];
        long after = all.Length == 0 ? 0 : all[all.Length / 3].Sequence;

        Assert.Equal(all, await database.Journal.ReadHistoryAsync(user, 0, 10_000, Cancelled));
        Assert.Equal(all.Where(past => past.Sequence > after).TakeLast(most), await database.Journal.ReadHistoryAsync(user, after, most, Cancelled));
        Assert.Equal(all.Length <= most ? all : null, await database.Journal.ReadShortHistoryAsync(user, most, Cancelled));
    }
}
