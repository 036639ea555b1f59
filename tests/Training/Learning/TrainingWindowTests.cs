using Manidala.Engine.Sessions;
using Manidala.Training.Data;
using Manidala.Training.Learning;

namespace Manidala.Training.Tests.Learning;

public sealed class TrainingWindowTests
{
    [Theory]
    [InlineData(4, 5)]
    [InlineData(7, 5)]
    [InlineData(8, 5)]
    [InlineData(23, 5)]
    [InlineData(24, 5)]
    public void Cut_AnyLength_PredictsEveryItemButTheFirstOnce(int length, int longest)
    {
        int[] items = [.. Enumerable.Range(100, length)];

        var windows = All(TrainingWindows.Cut(DatasetOf(new UserSequence("u", items)), TrainingSplit.LastItems, longest));

        // The last two are held back for validation and test.
        int[] predicted = [.. windows.SelectMany(window => window.Items[1..].ToArray()).Order()];
        Assert.Equal(items[1..^2], predicted);
        Assert.All(windows, window => Assert.InRange(window.Predictions, 1, longest));
    }

    [Fact]
    public void Cut_LongHistory_KeepsTheNewestWindowWhole()
    {
        var windows = All(TrainingWindows.Cut(
            DatasetOf(new UserSequence("u", Enumerable.Range(0, 14).ToArray())), TrainingSplit.LastItems, longest: 5));

        Assert.Equal([6, 7, 8, 9, 10, 11], windows[0].Items.ToArray());
        Assert.Equal([5, 5, 1], windows.Select(window => window.Predictions));
    }

    [Fact]
    public void Cut_LastSessions_TrainsOnWholeSessionsBeforeThem()
    {
        var dataset = DatasetOf([.. Enumerable.Range(0, 10).Select(session => new UserSequence($"{session}", new[] { session, 20, 30 }))]);

        var windows = All(TrainingWindows.Cut(dataset, TrainingSplit.LastSessions(dataset, 0.2), longest: 50));

        Assert.Equal(Enumerable.Range(0, 8), windows.Select(window => window.Items.Span[0]));
        Assert.All(windows, window => Assert.Equal(2, window.Predictions));
    }

    [Fact]
    public void Read_TypesAndTimes_DescribesInputsAndWeighsTargets()
    {
        byte view = PlaceOf("view"), like = PlaceOf("like");
        long day = 24L * 60 * 60 * 1000;
        var user = new UserSequence("u", new[] { 1, 2, 3, 4, 5, 6 })
        {
            Types = new[] { view, like, view, like, view, view },
            Times = new[] { 0, 5_000, 4_000, day, 2 * day, 3 * day },
            Negatives = new[] { 8, 9 },
            NegativePlaces = new[] { 2, 5 },
        };
        var dataset = DatasetOf(user);
        var weights = PredictionWeights.Create(dataset, new Dictionary<string, double> { ["like"] = 2 }, halfLifeDays: 1);

        var windows = TrainingWindows.Cut(dataset, TrainingSplit.LastItems, longest: 2, weights);
        TrainingWindow newest = windows.Read(0);
        TrainingWindow oldest = windows.Read(1);

        Assert.Equal([2, 3, 4], newest.Items.ToArray());
        Assert.Equal([like, view], newest.Types.ToArray());
        Assert.Equal([TimeGap.Scaled(5), 0], newest.Gaps.ToArray());
        Assert.Equal([0.125f, 0.5f], newest.Weights.ToArray().Select(weight => MathF.Round(weight, 3)));
        Assert.Equal([8], newest.Negatives.ToArray());
        Assert.Equal([0], newest.NegativeRows.ToArray());
        Assert.True(oldest.Negatives.IsEmpty);
        Assert.Equal([1, 2], oldest.Items.ToArray());
        Assert.Equal([0f], oldest.Gaps.ToArray());
        Assert.Equal(3, windows.Predictions);
    }

    [Fact]
    public void Create_TypeWeightsWithoutTypes_IsRefusedByName()
    {
        var dataset = DatasetOf(new UserSequence("u", new[] { 1, 2, 3 }));

        var failure = Assert.Throws<InvalidDataException>(() => PredictionWeights.Create(dataset, new Dictionary<string, double> { ["like"] = 2 }, null));

        Assert.Contains("--type-weights", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_ManyWindows_EveryWindowOnceAndBatchesOfLikeLength()
    {
        TrainingWindows windows = ManyWindows();

        BatchPlan plan = BatchPlan.Draw(windows, batchSize: 10, seed: 2, epoch: 1);

        int[][] batches = [.. Enumerable.Range(0, plan.Count).Select(batch => plan[batch].ToArray())];
        Assert.Equal(Enumerable.Range(0, windows.Count), batches.SelectMany(batch => batch).Order());
        Assert.Equal(100, batches.Length);
        long padded = batches.Sum(batch => (long)batch.Length * batch.Max(windows.PredictionsOf));
        Assert.True(padded < 1.1 * windows.Predictions);
    }

    [Fact]
    public void Draw_SameSeedAndEpoch_SameOrderAndAnyOtherAnother()
    {
        TrainingWindows windows = ManyWindows();

        int[] first = OrderOf(BatchPlan.Draw(windows, batchSize: 10, seed: 2, epoch: 3));
        int[] again = OrderOf(BatchPlan.Draw(windows, batchSize: 10, seed: 2, epoch: 3));
        int[] nextEpoch = OrderOf(BatchPlan.Draw(windows, batchSize: 10, seed: 2, epoch: 4));
        int[] otherSeed = OrderOf(BatchPlan.Draw(windows, batchSize: 10, seed: 3, epoch: 3));

        Assert.Equal(first, again);
        Assert.NotEqual(first, nextEpoch);
        Assert.NotEqual(first, otherSeed);
    }

    [Fact]
    public void Feed_FromTheMiddle_HandsOutThePlansRestInOrder()
    {
        TrainingWindows windows = ManyWindows();
        BatchPlan plan = BatchPlan.Draw(windows, batchSize: 10, seed: 2, epoch: 1);

        var fed = BatchFeed.Read(numbers => numbers.ToArray().Select(windows.Read).ToArray(), plan, firstBatch: 97, CancellationToken.None).ToList();

        Assert.Equal(3, fed.Count);
        for (int batch = 0; batch < fed.Count; batch++)
        {
            Assert.Equal(
                plan[97 + batch].ToArray().SelectMany(number => windows.Read(number).Items.ToArray()),
                fed[batch].SelectMany(window => window.Items.ToArray()));
        }
    }

    private static int[] OrderOf(BatchPlan plan) => [.. Enumerable.Range(0, plan.Count).SelectMany(batch => plan[batch].ToArray())];

    private static TrainingWindows ManyWindows()
    {
        var random = new Random(1);
        var users = Enumerable.Range(0, 1000).Select(user => new UserSequence($"u{user}", Enumerable.Range(0, 4 + random.Next(100)).ToArray()));
        return TrainingWindows.Cut(DatasetOf([.. users]), TrainingSplit.LastItems, longest: 200);
    }

    private static TrainingWindow[] All(TrainingWindows windows) => [.. Enumerable.Range(0, windows.Count).Select(windows.Read)];

    private static byte PlaceOf(string type) => InteractionTypes.Default.TryGet(type, out InteractionType found) ? found.Place : throw new ArgumentException(type);

    private static Dataset DatasetOf(params UserSequence[] users) => new([.. Enumerable.Range(0, 200).Select(item => $"{item}")], users, Through: 0);
}
