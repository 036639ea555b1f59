using Manidala.Engine.Sessions;

namespace Manidala.Engine.Tests.Sessions;

public sealed class UserSessionTests
{
    private readonly UserSession _session = new(new SessionOptions { HistoryLength = 3, RecentLength = 2 });

    [Fact]
    public void Apply_ViewLikeSaveOfOneItem_StepsOnce()
    {
        Apply(1, 7, "view");
        Apply(2, 7, "like");
        Apply(3, 7, "save");

        Assert.Equal([7], History());
        Assert.Equal(3, _session.LastSequence);
    }

    [Fact]
    public void Apply_SequenceNotAboveTheLast_IsLeftOut()
    {
        Apply(5, 1, "view");
        Apply(5, 2, "view");
        Apply(4, 3, "view");

        Assert.Equal([1], History());
    }

    [Fact]
    public void Apply_Hide_IsSeenAndNotStepped()
    {
        Apply(1, 9, "hide");

        Assert.True(_session.Seen.Contains(9));
        Assert.Empty(History());
        Assert.False(_session.Encoder.NeedsStep(null));
    }

    [Fact]
    public void Apply_Impression_IsNotSeen()
    {
        Apply(1, 9, "impression");

        Assert.False(_session.Seen.Contains(9));
        Assert.Equal(1, _session.LastSequence);
    }

    [Fact]
    public void Apply_MoreThanTheHistoryHolds_KeepsTheNewest()
    {
        for (int item = 1; item <= 5; item++)
        {
            Apply(item, item, "view");
        }

        Assert.Equal([3, 4, 5], History());
        Assert.Equal(2, _session.RecentCount);
        Assert.Equal(5, _session.RecentEvent(1).Ordinal);
    }

    [Fact]
    public void HasNewlyKnownItem_UnknownItemAppears_IsTrue()
    {
        _session.Apply(new SessionEvent(1, "later", SessionEvent.UnknownItem, TypeOf("view"), 0, 1));

        Assert.False(_session.HasNewlyKnownItem(_ => false));
        Assert.True(_session.HasNewlyKnownItem(id => id == "later"));
    }

    [Fact]
    public void BeginStep_NewUserWithMoreThanTheHistoryHolds_StepsOverAll()
    {
        for (int item = 1; item <= 5; item++)
        {
            Apply(item, item, "view");
        }

        IReadOnlyList<int> items = _session.Encoder.BeginStep(_session, "a-1", stateSize: 4, dimension: 2, most: 100);

        Assert.Equal([1, 2, 3, 4, 5], items);
    }

    [Fact]
    public void BeginStep_OtherModel_StartsAnewFromTheHistory()
    {
        Apply(1, 1, "view");
        Step("a-1", 0.5f);
        Apply(2, 2, "view");

        IReadOnlyList<int> items = _session.Encoder.BeginStep(_session, "b-2", stateSize: 6, dimension: 3, most: 100);

        Assert.Equal([1, 2], items);
        Assert.Equal(new float[6], _session.Encoder.State);
        Assert.False(_session.Encoder.HasQuery);
    }

    [Fact]
    public void EndStep_Failed_ItemsWaitBeforeThoseThatCameSince()
    {
        Apply(1, 1, "view");
        _session.Encoder.BeginStep(_session, "a-1", 4, 2, 100);
        Apply(2, 2, "view");
        _session.Encoder.EndStep(succeeded: false, stepped: 1);

        IReadOnlyList<int> items = _session.Encoder.BeginStep(_session, "a-1", 4, 2, 100);

        Assert.Equal([1, 2], items);
    }

    [Fact]
    public void BeginStep_MoreThanASliceWaits_TakesTheOldestFirst()
    {
        for (int item = 1; item <= 5; item++)
        {
            Apply(item, item, "view");
        }

        Assert.Equal([1, 2, 3], _session.Encoder.BeginStep(_session, "a-1", 4, 2, most: 3));
        _session.Encoder.EndStep(succeeded: true, 3);
        Assert.True(_session.Encoder.NeedsStep("a-1"));
        Assert.Equal([4, 5], _session.Encoder.BeginStep(_session, "a-1", 4, 2, most: 3));
    }

    [Fact]
    public void NeedsStep_AfterAStepOverEverything_IsFalse()
    {
        Apply(1, 1, "view");
        Step("a-1", 1);

        Assert.False(_session.Encoder.NeedsStep("a-1"));
        Assert.True(_session.Encoder.NeedsStep("b-2"));
        Assert.True(_session.Encoder.HasQuery);
    }

    private void Apply(long sequence, int item, string type) =>
        _session.Apply(new SessionEvent(sequence, $"item-{item}", item, TypeOf(type), 1000 + sequence, 1));

    private void Step(string model, float state)
    {
        IReadOnlyList<int> items = _session.Encoder.BeginStep(_session, model, 4, 2, 100);
        Array.Fill(_session.Encoder.State, state);
        _session.Encoder.EndStep(succeeded: true, items.Count);
    }

    private IEnumerable<int> History() => Enumerable.Range(0, _session.HistoryCount).Select(_session.HistoryItem);

    private static InteractionType TypeOf(string name) =>
        InteractionTypes.Default.TryGet(name, out InteractionType type) ? type : throw new ArgumentException(name);
}
