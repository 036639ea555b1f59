using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Feedback;

public sealed class SqliteFeedbackStoreTests() : FeedbackStoreTests(new SqliteTestDatabase());

public sealed class PostgresFeedbackStoreTests(PostgresFixture postgres) : FeedbackStoreTests(new PostgresTestDatabase(postgres));

public abstract class FeedbackStoreTests(TestDatabase kind) : DatabaseTest(kind)
{
    private const long Now = 1000;

    [Fact]
    public async Task Put_WhatWasPut_ComesBackWholeAndIsReplaced()
    {
        ManidalaDatabase database = await OpenAsync();
        StoredFeedback given = new(new("é 'star'", "u\"1", "i☃"), 1.5, -5, """{"a":"\u00e9"}""", "line\nbreak", "like", 3, IsPending: false, IsDeleted: false);

        await database.Feedback.PutAsync([given], Cancelled);
        Assert.Equal([given], await database.Feedback.FindAsync("u\"1", ["i☃", "other"], Cancelled));

        await database.Feedback.PutAsync([given with { Value = 2, Version = 4, IsDeleted = true }], Cancelled);
        Assert.Equal([given with { Value = 2, Version = 4, IsDeleted = true }], await database.Feedback.FindAsync("u\"1", ["i☃"], Cancelled));
        Assert.Empty(await database.Feedback.ReadOfUserAsync("u\"1", null, Now, Cancelled));
        Assert.Empty(await database.Feedback.ReadOfItemAsync("i☃", null, 10, Cancelled));
    }

    [Fact]
    public async Task Put_OfSomebodyWithoutAProfile_MakesAnEmptyOneAndLeavesOthersAsTheyAre()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Profiles.PutAsync([new("known", "[\"a\"]", "told")], Cancelled);

        await database.Feedback.PutAsync([Made("star", "known", "i"), Made("star", "new", "i")], Cancelled);

        Assert.Equal(new("known", "[\"a\"]", "told"), await database.Profiles.GetAsync("known", Cancelled));
        Assert.Equal(new("new", "null", ""), await database.Profiles.GetAsync("new", Cancelled));
    }

    [Fact]
    public async Task Lists_OfUserItemAndType_HaveTheirsInOrder()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Feedback.PutAsync(
            [Made("read", "u1", "b", 3), Made("star", "u1", "a", 2), Made("read", "u1", "a", 1), Made("read", "u2", "a", 9), Made("read", "u1", "later", Now + 1)], Cancelled);

        Assert.Equal(["read a", "star a", "read b"], Names(await database.Feedback.ReadOfUserAsync("u1", null, Now, Cancelled), one => one.ItemId));
        Assert.Equal(["read a", "read b"], Names(await database.Feedback.ReadOfUserAsync("u1", "read", Now, Cancelled), one => one.ItemId));
        Assert.Equal(["read u2", "star u1", "read u1"], Names(await database.Feedback.ReadOfItemAsync("a", null, 10, Cancelled), one => one.UserId));
        Assert.Equal(["read u2"], Names(await database.Feedback.ReadOfItemAsync("a", "read", 1, Cancelled), one => one.UserId));
        Assert.Equal(["read a", "star a"], Names(await database.Feedback.ReadOfUserAndItemAsync("u1", "a", Cancelled), one => one.ItemId));
    }

    [Fact]
    public async Task ReadPage_FromKeyToKey_HasEachOnceInTheOrderOfBytes()
    {
        ManidalaDatabase database = await OpenAsync();
        string[] users = ["B", "a", "b", "Ä", "é", "_"];
        await database.Feedback.PutAsync([.. users.SelectMany(user => (StoredFeedback[])[Made("star", user, "i"), Made("read", user, "i"), Made("read", user, "h")])], Cancelled);

        List<StoredFeedback> all = [];
        for (FeedbackKey? from = null; ;)
        {
            IReadOnlyList<StoredFeedback> page = await database.Feedback.ReadPageAsync(null, from, Now, 5, Cancelled);
            all.AddRange(page.Take(4));
            if (page.Count < 5)
            {
                break;
            }

            from = page[4].Key;
        }

        string[] expected =
        [
            .. all.Select(one => one.Key).OrderBy(key => key.FeedbackType, StringComparer.Ordinal).ThenBy(key => key.UserId, StringComparer.Ordinal)
                .ThenBy(key => key.ItemId, StringComparer.Ordinal).Select(key => key.ToString()),
        ];
        Assert.Equal(users.Length * 3, all.Select(one => one.Key).Distinct().Count());
        Assert.Equal(expected, all.Select(one => one.Key.ToString()));
        Assert.Equal(users.Length, (await database.Feedback.ReadPageAsync("star", null, Now, 100, Cancelled)).Count);
    }

    [Fact]
    public async Task ReadDue_PendingWhoseTimeHasCome_IsThereUntilItIsNoLongerPending()
    {
        ManidalaDatabase database = await OpenAsync();
        StoredFeedback due = Made("read", "u", "i", Now) with { IsPending = true };
        await database.Feedback.PutAsync([due, Made("read", "u", "j", Now + 1) with { IsPending = true }, Made("read", "v", "i")], Cancelled);

        Assert.Empty(await database.Feedback.ReadDueUsersAsync(Now - 1, 10, Cancelled));
        Assert.Equal(["u"], await database.Feedback.ReadDueUsersAsync(Now, 10, Cancelled));
        Assert.Equal([due], await database.Feedback.ReadDueAsync("u", Now, Cancelled));

        await database.Feedback.PutAsync([due with { IsPending = false }], Cancelled);

        Assert.Empty(await database.Feedback.ReadDueUsersAsync(Now, 10, Cancelled));
    }

    [Fact]
    public async Task ReadNeighbours_ByTheShareOfTheUsersNewestItems()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Feedback.PutAsync(
            [
                Made("read", "ada", "a", 1), Made("star", "ada", "a", 1), Made("read", "ada", "b", 2), Made("read", "ada", "old", 0),
                Made("read", "bob", "a"), Made("star", "bob", "a"), Made("read", "bob", "b"), Made("read", "eve", "b"), Made("read", "old", "old"), Made("read", "far", "z"),
                Made("read", "gone", "a") with { IsDeleted = true },
            ],
            Cancelled);

        IReadOnlyList<FeedbackNeighbour> found = await database.Feedback.ReadNeighboursAsync("ada", items: 2, usersAnItem: 10, Cancelled);

        Assert.Equal([new("bob", 1), new("eve", 0.5)], found);
        Assert.Empty(await database.Feedback.ReadNeighboursAsync("nobody", 2, 10, Cancelled));
    }

    [Fact]
    public async Task DeleteOfItem_LeavesTheVersionsAndOthers()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Feedback.PutAsync([Made("read", "u", "a"), Made("read", "v", "a"), Made("read", "u", "b")], Cancelled);

        Assert.Equal(2, await database.Feedback.DeleteOfItemAsync("a", Cancelled));

        Assert.Equal(["b"], (await database.Feedback.ReadPageAsync(null, null, Now, 10, Cancelled)).Select(one => one.Key.ItemId));
        Assert.Equal(2, Assert.Single(await database.Feedback.FindAsync("u", ["a"], Cancelled)).Version);
    }

    [Fact]
    public async Task EraseUser_LeavesNothingOfTheUserAndAllOfOthers()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Feedback.PutAsync([Made("read", "u", "a") with { IsDeleted = true }, Made("read", "u", "b"), Made("read", "v", "a")], Cancelled);

        await database.Feedback.EraseUserAsync("u", Cancelled);

        Assert.Empty(await database.Feedback.FindAsync("u", ["a", "b"], Cancelled));
        Assert.Null(await database.Profiles.GetAsync("u", Cancelled));
        Assert.Single(await database.Feedback.FindAsync("v", ["a"], Cancelled));
    }

    [Fact]
    public async Task Put_ManyAtOnce_AreAllThere()
    {
        ManidalaDatabase database = await OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(user => database.Feedback.PutAsync([Made("read", $"u{user}", "a"), Made("read", $"u{user}", "b")], Cancelled)));

        Assert.Equal(400, (await database.Feedback.ReadPageAsync(null, null, Now, 1000, Cancelled)).Count);
    }

    [Fact]
    public async Task Put_TextThatNoDatabaseHolds_IsRefusedAndNothingIsWritten()
    {
        ManidalaDatabase database = await OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => database.Feedback.PutAsync([Made("read", "u", "a"), Made("read", "u", "\0")], Cancelled));

        Assert.Empty(await database.Feedback.FindAsync("u", ["a"], Cancelled));
    }

    private static StoredFeedback Made(string type, string user, string item, long time = 5) =>
        new(new(type, user, item), 1, time, "null", "", "view", 1, IsPending: false, IsDeleted: false);

    private static IEnumerable<string> Names(IEnumerable<StoredFeedback> feedback, Func<FeedbackKey, string> other) =>
        feedback.Select(one => $"{one.Key.FeedbackType} {other(one.Key)}");
}
