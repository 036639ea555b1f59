using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;

namespace Manidala.Grains.Tests.Items;

public sealed class ItemsGrainTests : IAsyncLifetime
{
    private static readonly ItemListQuery Ten = new(10, null, WithItems: true);

    private TestManidala _manidala = null!;

    public async ValueTask InitializeAsync() => _manidala = await TestManidala.StartAsync();

    public ValueTask DisposeAsync() => _manidala.DisposeAsync();

    [Fact]
    public async Task Put_Item_IsReadBackAndHeadsTheLatest()
    {
        var item = new ItemRecord("new", "A new one", ["odd", "fresh"], """{"size":3}""", false, 4_000_000_000_000, null);

        await Items.Put([item]);
        await _manidala.PutItemAsync("other");

        ItemRecord stored = (await Items.Get("new"))!;
        Assert.Equal(item with { Categories = stored.Categories }, stored);
        Assert.Equal(item.Categories, stored.Categories);
        Assert.Equal("new", (await Items.Latest(Ten)).Items[0].Id);
        Assert.Contains("fresh", await Items.Categories());
    }

    [Fact]
    public async Task Delete_Item_LeavesFeedsAndLists()
    {
        Assert.True(await Items.Delete("item-59"));
        await _manidala.PutItemAsync("other");

        Assert.Null(await Items.Get("item-59"));
        Assert.DoesNotContain((await Items.Latest(new ItemListQuery(500, null, false))).Items, item => item.Id == "item-59");
        Assert.False(await Items.Delete("item-59"));
    }

    [Fact]
    public async Task Replace_WhereItIsAsExpected_IsDoneAndOtherwiseNot()
    {
        var item = new ItemRecord("changing", "one", ["odd"], """{"size":3}""", false, 4_000_000_000_000, null);

        Assert.True(await Items.Replace("changing", null, item));
        Assert.False(await Items.Replace("changing", null, item with { Title = "two" }));
        Assert.False(await Items.Replace("changing", item with { Categories = ["even"] }, item with { Title = "two" }));
        Assert.True(await Items.Replace("changing", item with { Categories = ["odd"] }, item with { Title = "two" }));
        Assert.Equal("two", (await Items.Get("changing"))!.Title);
        Assert.False(await Items.Replace("changing", item, null));
        Assert.True(await Items.Replace("changing", await Items.Get("changing"), null));
        Assert.Null(await Items.Get("changing"));
    }

    [Fact]
    public async Task Similar_Item_GivesOthersByAngle()
    {
        ItemList similar = (await Items.Similar("item-3", Ten))!;

        Assert.Equal(10, similar.Items.Length);
        Assert.DoesNotContain(similar.Items, item => item.Id == "item-3");
        Assert.Equal(similar.Items.OrderByDescending(item => item.Score).Select(item => item.Id), similar.Items.Select(item => item.Id));
        Assert.All(similar.Items, item => Assert.InRange(item.Score, -1.001f, 1.001f));
    }

    [Fact]
    public async Task Similar_UnknownItem_IsNull() => Assert.Null(await Items.Similar("nothing", Ten));

    [Fact]
    public async Task Trending_WeightedInteractions_AreInOrder()
    {
        await _manidala.User("one").Record(
            [TestManidala.Interaction("a", 1, "view"), TestManidala.Interaction("b", 2, "like"), TestManidala.Interaction("c", 3, "hide")]);
        await _manidala.User("two").Record([TestManidala.Interaction("a", 4, "purchase"), TestManidala.Interaction("b", 1, "view")]);
        await _manidala.RefreshTrendingAsync(through: 5);

        ItemList trending = await Items.Trending(Ten);

        Assert.Equal(["item-4", "item-2", "item-1"], trending.Items.Select(item => item.Id));
        Assert.Equal([1f, 0.6f, 0.4f], trending.Items.Select(item => MathF.Round(item.Score, 3)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    public async Task Trending_CountOutOfRange_NamesTheField(int count)
    {
        InvalidRequestException refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => Items.Trending(new ItemListQuery(count, null, false)));

        Assert.Equal("n", refused.Field);
    }

    [Fact]
    public async Task HiddenAndExpiredItems_AreInNoList()
    {
        await Items.Put(
        [
            new ItemRecord("hidden", "h", ["odd"], "{}", true, 5_000_000_000_000, null),
            new ItemRecord("expired", "e", ["odd"], "{}", false, 5_000_000_000_000, 1_000),
        ]);
        await _manidala.PutItemAsync("other");

        string[] latest = [.. (await Items.Latest(new ItemListQuery(500, null, false))).Items.Select(item => item.Id)];
        Assert.DoesNotContain("hidden", latest);
        Assert.DoesNotContain("expired", latest);
        Assert.Contains("other", latest);
    }

    private IItemsGrain Items => _manidala.Grains.GetGrain<IItemsGrain>(0);
}
