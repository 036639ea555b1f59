using System.Collections.Immutable;
using Manidala.Engine.Catalog;
using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Catalog;

public sealed class SqliteCatalogTests() : CatalogTests(new SqliteTestDatabase());

public sealed class PostgresCatalogTests(PostgresFixture postgres) : CatalogTests(new PostgresTestDatabase(postgres));

public abstract class CatalogTests(TestDatabase kind) : DatabaseTest(kind)
{
    private static readonly DateTimeOffset When = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Fact]
    public async Task GetAsync_WhatWasPut_ComesBackWhole()
    {
        ManidalaDatabase database = await OpenAsync();
        Item given = Made("é \"1\"") with
        {
            Title = "Blue \\ lotus\n☃ 𝄞",
            Categories = ["a", "b \"c\""],
            AttributesJson = """{"mood": ["calm", "\u00e9"], "n": 1.50}""",
            IsHidden = true,
            ExpiresAt = When.AddDays(1),
        };

        await database.Catalog.PutAsync([given], Cancelled);
        Item? read = await database.Catalog.GetAsync(given.Id, Cancelled);

        Assert.NotNull(read);
        Assert.Equal(given.Categories.AsEnumerable(), read.Categories.AsEnumerable());
        Assert.Equal(given with { Ordinal = 0, Categories = read.Categories }, read);
        Assert.Null(await database.Catalog.GetAsync("unknown", Cancelled));
    }

    [Fact]
    public async Task ChangeAsync_OfAStoredItem_IsSeenByFollowersAndKeepsItsOrdinal()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Catalog.PutAsync([Made("a"), Made("b")], Cancelled);

        Item? changed = await database.Catalog.ChangeAsync("b", item => item with { Id = "never another", Title = item.Title + "!", Categories = ["new"] }, Cancelled);

        Assert.Equal("b", changed!.Id);
        Assert.Equal(["new"], changed.Categories.AsEnumerable());
        ItemChange last = (await database.Catalog.ReadChangesAsync(2, 10, Cancelled)).Single();
        Assert.Equal(("b", changed.Title, 1), (last.Item.Id, last.Item.Title, last.Item.Ordinal));
        Assert.Null(await database.Catalog.ChangeAsync("unknown", item => item, Cancelled));
        await database.Catalog.DeleteAsync("b", Cancelled);
        Assert.Null(await database.Catalog.ChangeAsync("b", item => item, Cancelled));
    }

    [Fact]
    public async Task ReplaceAsync_WhereItIsAsExpected_StoresOrDeletesAndOtherwiseNothing()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Catalog.PutAsync([Made("a")], Cancelled);
        Item stored = (await database.Catalog.GetAsync("a", Cancelled))!;

        Assert.False(await database.Catalog.ReplaceAsync("a", item => item is null, stored with { Title = "never" }, Cancelled));
        Assert.True(await database.Catalog.ReplaceAsync("a", item => item!.Title == stored.Title, stored with { Title = "new" }, Cancelled));
        Assert.False(await database.Catalog.ReplaceAsync("a", item => item!.Title == stored.Title, null, Cancelled));
        Assert.Equal("new", (await database.Catalog.GetAsync("a", Cancelled))!.Title);
        Assert.True(await database.Catalog.ReplaceAsync("a", item => item!.Title == "new", null, Cancelled));
        Assert.Null(await database.Catalog.GetAsync("a", Cancelled));
        Assert.True(await database.Catalog.ReplaceAsync("a", item => item is null, Made("a"), Cancelled));
        Assert.NotNull(await database.Catalog.GetAsync("a", Cancelled));
    }

    [Fact]
    public async Task ReadPageAsync_FromIdToId_HasEachOnceAndNoneThatIsDeleted()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Catalog.PutAsync([Made("d"), Made("a"), Made("c"), Made("b")], Cancelled);
        await database.Catalog.DeleteAsync("b", Cancelled);

        IReadOnlyList<Item> first = await database.Catalog.ReadPageAsync("", 2, Cancelled);
        IReadOnlyList<Item> rest = await database.Catalog.ReadPageAsync(first[1].Id, 10, Cancelled);

        Assert.Equal(["a", "c", "d"], first.Take(1).Concat(rest).Select(item => item.Id));
    }

    [Fact]
    public async Task GetManyAsync_SomeThereSomeDeletedSomeUnknown_GivesThoseThatAreThere()
    {
        ManidalaDatabase database = await OpenAsync();
        string[] ids = [.. Enumerable.Range(0, 1003).Select(place => $"é{place}")];
        await database.Catalog.PutAsync([.. ids.Select(id => Made(id))], Cancelled);
        await database.Catalog.DeleteAsync("é7", Cancelled);

        IReadOnlyList<Item> read = await database.Catalog.GetManyAsync([.. ids, "unknown"], Cancelled);

        Assert.Equal(ids.Where(id => id != "é7"), read.OrderBy(item => item.Ordinal).Select(item => item.Id));
    }

    [Fact]
    public async Task PutAsync_NewItems_GetDenseOrdinals()
    {
        ManidalaDatabase database = await OpenAsync();

        await database.Catalog.PutAsync([Made("a"), Made("b")], Cancelled);
        await database.Catalog.PutAsync([Made("b"), Made("c"), Made("c")], Cancelled);

        IReadOnlyList<ItemChange> changes = await database.Catalog.ReadChangesAsync(0, 10, Cancelled);
        Assert.Equal([("a", 0), ("b", 1), ("c", 2)], changes.Select(change => (change.Item.Id, change.Item.Ordinal)));
        Assert.Equal([1, 2, 3], changes.Select(change => change.ChangeSequence));
    }

    [Fact]
    public async Task PutAsync_EqualItem_ChangesNothing()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Catalog.PutAsync([Made("a"), Made("b")], Cancelled);

        int changed = await database.Catalog.PutAsync([Made("a"), Made("b") with { Title = "new" }], Cancelled);

        Assert.Equal(1, changed);
        ItemChange change = Assert.Single(await database.Catalog.ReadChangesAsync(2, 10, Cancelled));
        Assert.Equal((3, "b", "new", 1), (change.ChangeSequence, change.Item.Id, change.Item.Title, change.Item.Ordinal));
    }

    [Fact]
    public async Task PutAsync_SameIdTwice_KeepsTheLast()
    {
        ManidalaDatabase database = await OpenAsync();

        int changed = await database.Catalog.PutAsync([Made("a"), Made("a") with { Title = "last" }], Cancelled);

        Assert.Equal(1, changed);
        Assert.Equal("last", (await database.Catalog.GetAsync("a", Cancelled))!.Title);
    }

    [Fact]
    public async Task DeleteAsync_ThenPutAgain_KeepsTheOrdinal()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Catalog.PutAsync([Made("a"), Made("b")], Cancelled);

        Assert.True(await database.Catalog.DeleteAsync("b", Cancelled));
        Assert.False(await database.Catalog.DeleteAsync("b", Cancelled));
        Assert.False(await database.Catalog.DeleteAsync("unknown", Cancelled));
        Assert.Null(await database.Catalog.GetAsync("b", Cancelled));
        ItemChange deleted = Assert.Single(await database.Catalog.ReadChangesAsync(2, 10, Cancelled));
        int revived = await database.Catalog.PutAsync([Made("c"), Made("b")], Cancelled);

        Assert.Equal((3, "b", true), (deleted.ChangeSequence, deleted.Item.Id, deleted.IsDeleted));
        Assert.Equal(2, revived);
        Assert.Equal(1, (await database.Catalog.GetAsync("b", Cancelled))!.Ordinal);
        Assert.Equal(2, (await database.Catalog.GetAsync("c", Cancelled))!.Ordinal);
    }

    [Fact]
    public async Task PutAsync_ThousandsAtOnce_AreFollowedInPages()
    {
        ManidalaDatabase database = await OpenAsync();

        int changed = await database.Catalog.PutAsync([.. Enumerable.Range(0, 4500).Select(i => Made($"{i}"))], Cancelled);
        List<ItemChange> followed = [];
        while (await database.Catalog.ReadChangesAsync(followed.Count, 1000, Cancelled) is { Count: > 0 } page)
        {
            followed.AddRange(page);
        }

        Assert.Equal(4500, changed);
        Assert.Equal(Enumerable.Range(0, 4500), followed.Select(change => change.Item.Ordinal));
    }

    [Fact]
    public async Task ReadChangesAsync_WhileSeveralWrite_MissesNothing()
    {
        const int Writers = 6;
        const int Puts = 15;
        ManidalaDatabase[] silos = [await OpenAsync(), await OpenAsync()];

        Task writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (int i = 0; i < Puts; i++)
            {
                await silos[writer % 2].Catalog.PutAsync([Made($"{writer}/{i}"), Made($"shared {i}") with { Title = $"{writer}" }], Cancelled);
            }
        })));
        List<ItemChange> followed = [];
        bool isLast;
        do
        {
            isLast = writing.IsCompleted;
            while (await silos[0].Catalog.ReadChangesAsync(followed.LastOrDefault()?.ChangeSequence ?? 0, 50, Cancelled) is { Count: > 0 } page)
            {
                followed.AddRange(page);
            }
        }
        while (!isLast);
        await writing;

        // A later change of an item hides an earlier one that was not read yet; each item's last state must have been seen.
        IReadOnlyList<ItemChange> stored = await silos[1].Catalog.ReadChangesAsync(0, 1000, Cancelled);
        Assert.Equal((Writers * Puts) + Puts, stored.Count);
        Assert.Equal(Enumerable.Range(0, stored.Count), stored.Select(change => change.Item.Ordinal).Order());
        Dictionary<string, long> seen = followed.GroupBy(change => change.Item.Id).ToDictionary(group => group.Key, group => group.Last().ChangeSequence);
        Assert.All(stored, change => Assert.Equal(change.ChangeSequence, seen[change.Item.Id]));
        Assert.Equal(followed.Select(change => change.ChangeSequence).Distinct().Order(), followed.Select(change => change.ChangeSequence));
    }

    private static Item Made(string id) => new(Ordinal: 99, id, $"Title {id}", ["x"], "{}", IsHidden: false, When, ExpiresAt: null);
}
