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

    private static CatalogChange Put(long change, int ordinal, string id, string title) =>
        new(change, ordinal, id, new Item(ordinal, id, title, [], "{}", false, DateTimeOffset.UnixEpoch, null));
}
