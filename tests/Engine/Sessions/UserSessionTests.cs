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
    public void Apply_ViewLikeSaveOfOneItem_CountsTypeAndTimeOfTheFirst()
    {
        ApplyAt(1, 7, "view", 10_000);
        ApplyAt(2, 7, "like", 500_000);
        ApplyAt(3, 8, "save", 12_500);

        Assert.Equal([new SessionStep(7, TypeOf("view").Place, 0), new SessionStep(8, TypeOf("save").Place, 2)], Steps());
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1000, 0, 0)]
    [InlineData(0, 999, 0)]
    [InlineData(0, 61_000, 61)]
    [InlineData(0, 4_102_444_800_000, TimeGap.MostSeconds)]
    [InlineData(long.MinValue, long.MaxValue, TimeGap.MostSeconds)]
    [InlineData(long.MaxValue, long.MinValue, 0)]
    public void Apply_AnyTwoTimes_GivesAGapWithinTheRange(long first, long second, int gap)
    {
        ApplyAt(1, 7, "view", first);
        ApplyAt(2, 8, "view", second);

        Assert.Equal([0, gap], Steps().Select(step => step.GapSeconds));
    }

    [Fact]
    public void Apply_UnknownItemOrHideBetween_LeavesTheGapToTheStepBefore()
    {
        ApplyAt(1, 7, "view", 0);
        _session.Apply(new SessionEvent(2, "later", SessionEvent.UnknownItem, TypeOf("view"), 5_000, 1));
        ApplyAt(3, 9, "hide", 7_000);
        ApplyAt(4, 8, "view", 9_000);

        Assert.Equal([0, 9], Steps().Select(step => step.GapSeconds));
    }

    [Fact]
    public void StartAnew_HistoryThatLostItsOldest_GivesTheSameSteps()
    {
        for (int item = 1; item <= 5; item++)
        {
            ApplyAt(item, item, item % 2 == 0 ? "like" : "view", item * item * 1000);
        }

        _session.Encoder.StartAnew(_session, "a-1", new float[4], 2);
        SessionStep[] first = [.. _session.Encoder.BeginStep(100)];
        _session.Encoder.EndStep(succeeded: true, 5);
        _session.Encoder.StartAnew(_session, "b-2", new float[4], 2);

        Assert.Equal(first[2..], _session.Encoder.BeginStep(100));
    }

    [Fact]
    public void SessionStep_LargestOfEverything_IsKeptInEightBytes()
    {
        var step = new SessionStep(int.MaxValue, InteractionTypes.MostTypes - 1, TimeGap.MostSeconds);

        Assert.Equal((int.MaxValue, (byte)127, TimeGap.MostSeconds), (step.Item, step.Type, step.GapSeconds));
        Assert.Equal(8, System.Runtime.CompilerServices.Unsafe.SizeOf<SessionStep>());
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

        _session.Encoder.StartAnew(_session, "a-1", new float[4], dimension: 2);

        Assert.Equal([1, 2, 3, 4, 5], Begin());
    }

    [Fact]
    public void BoundSteps_MoreThanTheHistoryHolds_StepsOverTheHistoryAlone()
    {
        Apply(1, 1, "view");
        Step("a-1", 0.5f);
        for (int item = 2; item <= 5; item++)
        {
            Apply(item, item, "view");
        }

        _session.Encoder.BoundSteps(_session);
        Apply(6, 6, "view");

        Assert.True(_session.Encoder.NeedsStep("a-1"));
        _session.Encoder.StartAnew(_session, "a-1", new float[4], dimension: 2);
        Assert.Equal([4, 5, 6], Begin());
    }

    [Fact]
    public void BoundSteps_NoMoreThanTheHistoryHolds_LeavesTheState()
    {
        Apply(1, 1, "view");
        Step("a-1", 0.5f);
        Apply(2, 2, "view");
        Apply(3, 3, "view");

        _session.Encoder.BoundSteps(_session);

        Assert.Equal("a-1", _session.Encoder.ModelVersion);
        Assert.Equal([2, 3], Begin());
    }

    [Fact]
    public void BeginStep_OtherModel_StartsAnewFromTheHistory()
    {
        Apply(1, 1, "view");
        Step("a-1", 0.5f);
        Apply(2, 2, "view");

        _session.Encoder.StartAnew(_session, "b-2", new float[6], dimension: 3);

        Assert.Equal([1, 2], Begin());
        Assert.Equal(new float[6], _session.Encoder.State);
        Assert.False(_session.Encoder.HasQuery);
    }

    [Fact]
    public void EndStep_Failed_ItemsWaitBeforeThoseThatCameSince()
    {
        Apply(1, 1, "view");
        _session.Encoder.StartAnew(_session, "a-1", new float[4], 2);
        Begin();
        Apply(2, 2, "view");
        _session.Encoder.EndStep(succeeded: false, stepped: 1);

        Assert.Equal([1, 2], Begin());
    }

    [Fact]
    public void BeginStep_MoreThanASliceWaits_TakesTheOldestFirst()
    {
        for (int item = 1; item <= 5; item++)
        {
            Apply(item, item, "view");
        }

        _session.Encoder.StartAnew(_session, "a-1", new float[4], 2);
        Assert.Equal([1, 2, 3], Begin(most: 3));
        _session.Encoder.EndStep(succeeded: true, 3);
        Assert.True(_session.Encoder.NeedsStep("a-1"));
        Assert.Equal([4, 5], Begin(most: 3));
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

    private void ApplyAt(long sequence, int item, string type, long timestampMs) =>
        _session.Apply(new SessionEvent(sequence, $"item-{item}", item, TypeOf(type), timestampMs, 1));

    private void Step(string model, float state)
    {
        _session.Encoder.StartAnew(_session, model, new float[4], 2);
        int stepped = Begin().Length;
        Array.Fill(_session.Encoder.State, state);
        _session.Encoder.EndStep(succeeded: true, stepped);
    }

    private int[] Begin(int most = 100) => [.. _session.Encoder.BeginStep(most).Select(step => step.Item)];

    private IEnumerable<SessionStep> Steps() => Enumerable.Range(0, _session.HistoryCount).Select(_session.HistoryStep);

    private IEnumerable<int> History() => Steps().Select(step => step.Item);

    private static InteractionType TypeOf(string name) =>
        InteractionTypes.Default.TryGet(name, out InteractionType type) ? type : throw new ArgumentException(name);
}
