using Manidala.Engine.Catalog;

namespace Manidala.Engine.Tests.Catalog;

public sealed class CatalogSnapshotTests
{
    [Fact]
    public void With_PutReplaceDelete_ShowsEachInItsOwnSnapshot()
    {
        CatalogSnapshot empty = CatalogSnapshot.Empty();
        CatalogSnapshot one = empty.With([Put(1, 0, "a", "first")]);
        CatalogSnapshot two = one.With([Put(2, 0, "a", "second"), Put(3, 2000, "b", "far")]);
        CatalogSnapshot three = two.With([new CatalogChange(4, 0, "a", null)]);

        Assert.False(empty.TryGet("a", out _));
        Assert.Equal("first", one[0]!.Title);
        Assert.False(one.TryGet("b", out _));
        Assert.Equal("second", two[0]!.Title);
        Assert.Equal((2, 2001, 3L), (two.ItemCount, two.OrdinalLimit, two.ChangeSequence));
        Assert.False(three.TryGet("a", out _));
        Assert.True(three.TryGet("b", out Item? far));
        Assert.Equal(2000, far!.Ordinal);
        Assert.Equal(1, three.ItemCount);
    }

    [Fact]
    public void With_SameItemTwiceInOnePage_CountsOnce()
    {
        CatalogSnapshot catalog = CatalogSnapshot.Empty().With([Put(1, 5, "a", "x"), Put(2, 5, "a", "y")]);

        Assert.Equal(1, catalog.ItemCount);
        Assert.Equal("y", catalog[5]!.Title);
    }

    [Fact]
    public void Indexer_OutsideOfTheOrdinals_IsNull()
    {
        CatalogSnapshot catalog = CatalogSnapshot.Empty().With([Put(1, 5, "a", "x")]);

        Assert.Null(catalog[-1]);
        Assert.Null(catalog[4]);
        Assert.Null(catalog[6]);
    }

    [Fact]
    public void With_RandomChanges_EverySnapshotSaysWhatADictionaryDoes()
    {
        var random = new Random(5);
        var twin = new Dictionary<int, Item>();
        var catalogs = new List<(CatalogSnapshot Catalog, Dictionary<int, Item> Twin)>();
        CatalogSnapshot catalog = CatalogSnapshot.Empty();
        long change = 0;
        for (int turn = 0; turn < 40; turn++)
        {
            CatalogChange[] changes = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => Any(random, ++change))];
            catalog = catalog.With(changes);
            foreach (CatalogChange one in changes)
            {
                twin.Remove(one.Ordinal);
                if (one.Item is { } item)
                {
                    twin[one.Ordinal] = item;
                }
            }

            catalogs.Add((catalog, new Dictionary<int, Item>(twin)));
        }

        foreach ((CatalogSnapshot found, Dictionary<int, Item> expected) in catalogs)
        {
            Assert.Equal(expected.Count, found.ItemCount);
            for (int ordinal = 0; ordinal < 900; ordinal++)
            {
                Item? item = expected.GetValueOrDefault(ordinal);
                Assert.Equivalent(item, found[ordinal], strict: true);
                Assert.Equal(item?.Id, found.IdOf(ordinal));
                Assert.Equal(item is not null, found.TryGetOrdinal($"i{ordinal}", out int at));
                Assert.Equal(item is null ? -1 : ordinal, at);
            }
        }
    }

    [Fact]
    public void With_EqualCategories_AreOneListInMemory()
    {
        CatalogSnapshot catalog = CatalogSnapshot.Empty().With([.. Enumerable.Range(0, 2).Select(ordinal => new CatalogChange(
            ordinal + 1, ordinal, $"i{ordinal}", new Item(ordinal, $"i{ordinal}", "", [new string('x', 3)], "{}", false, DateTimeOffset.UnixEpoch, null)))]);

        Assert.Same(catalog[0]!.Categories[0], catalog[1]!.Categories[0]);
    }

    private static CatalogChange Any(Random random, long change)
    {
        int ordinal = random.Next(900);
        var item = new Item(
            ordinal,
            $"i{ordinal}",
            string.Concat(Enumerable.Repeat("ä日x", random.Next(4))),
            [.. Enumerable.Range(0, random.Next(3)).Select(place => $"c{random.Next(3)}")],
            $$"""{"n":{{change}}}""",
            random.Next(2) == 0,
            DateTimeOffset.UnixEpoch.AddDays(random.Next(10)),
            random.Next(4) == 0 ? DateTimeOffset.UnixEpoch.AddDays(random.Next(10)) : null);
        return new CatalogChange(change, ordinal, item.Id, random.Next(5) == 0 ? null : item);
    }

    private static CatalogChange Put(long change, int ordinal, string id, string title) =>
        new(change, ordinal, id, new Item(ordinal, id, title, [], "{}", false, DateTimeOffset.UnixEpoch, null));
}
