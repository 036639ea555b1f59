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

        var windows = TrainingWindow.Cut([new UserSequence("u", items)], longest);

        // The last two are held back for validation and test.
        int[] predicted = [.. windows.SelectMany(window => window.Items[1..].ToArray()).Order()];
        Assert.Equal(items[1..^2], predicted);
        Assert.All(windows, window => Assert.InRange(window.Predictions, 1, longest));
    }

    [Fact]
    public void Cut_LongHistory_KeepsTheNewestWindowWhole()
    {
        var windows = TrainingWindow.Cut([new UserSequence("u", Enumerable.Range(0, 14).ToArray())], longest: 5);

        Assert.Equal([6, 7, 8, 9, 10, 11], windows[0].Items.ToArray());
        Assert.Equal([5, 5, 1], windows.Select(window => window.Predictions));
    }

    [Fact]
    public void Draw_ManyWindows_EveryWindowOnceAndBatchesOfLikeLength()
    {
        var random = new Random(1);
        List<TrainingWindow> windows = [.. Enumerable.Range(0, 1000).Select(_ => new TrainingWindow(new int[2 + random.Next(100)]))];

        var batches = BatchPlan.Draw(windows, batchSize: 10, new Random(2));

        Assert.Equal(windows.Select(w => w.Items).ToHashSet(), batches.SelectMany(batch => batch).Select(w => w.Items).ToHashSet());
        Assert.Equal(100, batches.Count);
        long padded = batches.Sum(batch => (long)batch.Length * batch.Max(window => window.Predictions));
        Assert.True(padded < 1.1 * windows.Sum(window => window.Predictions));
    }
}
