using Manidala.Engine.Catalog;
using Manidala.Engine.Feeds;

namespace Manidala.Engine.Tests.Feeds;

public sealed class LiveViewTests : IDisposable
{
    private readonly FeedWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Refresh_NothingChanged_KeepsTheView()
    {
        FeedView before = _world.Views.Current;

        _world.Views.Refresh();

        Assert.Same(before, _world.Views.Current);
    }

    [Fact]
    public void Refresh_ItemExpires_LeavesTheEligibleAtThatMoment()
    {
        DateTimeOffset expiry = _world.Time.GetUtcNow().AddMinutes(1);
        _world.Apply(_world.Put(6, "item-33", expires: expiry));

        _world.Time.Advance(TimeSpan.FromSeconds(59));
        _world.Views.Refresh();
        Assert.True(_world.Views.Current.Eligible(null)!.Contains(6));
        Assert.Equal(expiry, _world.Views.Current.NextExpiry);

        _world.Time.Advance(TimeSpan.FromSeconds(1));
        _world.Views.Refresh();
        Assert.False(_world.Views.Current.Eligible(null)!.Contains(6));
        Assert.False(Bitset.Contains(_world.Views.Current.Eligible("even")!.Rows, _world.Views.Current.RowOf(6)));
        Assert.Null(_world.Views.Current.NextExpiry);
    }

    [Fact]
    public void Current_OrdinalsAndRows_LeadToTheSameItem()
    {
        FeedView view = _world.Views.Current;

        Assert.All(Enumerable.Range(0, FeedWorld.Items), ordinal =>
        {
            Assert.Equal(view.Catalog[ordinal]!.Id, view.Model!.ItemId(view.RowOf(ordinal)));
            Assert.Equal(ordinal, view.OrdinalOf(view.RowOf(ordinal)));
        });
        Assert.Equal(-1, view.RowOf(FeedWorld.Items));
        Assert.Equal(-1, view.RowOf(-1));
    }

    [Fact]
    public void Eligible_UnknownCategory_IsNull() => Assert.Null(_world.Views.Current.Eligible("purple"));

    [Fact]
    public void Eligible_NewestAndUnmodelled_AreInOrderOfTime()
    {
        _world.Apply(_world.Put(100, "newer"), _world.Put(90, "new"));

        EligibleItems all = _world.Views.Current.Eligible(null)!;

        Assert.Equal([100, 90, FeedWorld.Items - 1], all.Newest[..3]);
        Assert.Equal([100, 90], all.Unmodelled);
    }
}
