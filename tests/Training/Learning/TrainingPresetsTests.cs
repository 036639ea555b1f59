using Manidala.Training.Data;
using Manidala.Training.Learning;

namespace Manidala.Training.Tests.Learning;

public sealed class TrainingPresetsTests
{
    [Theory]
    [InlineData(1_000, 100, TrainingPresets.Dense)]
    [InlineData(6_000, 170, TrainingPresets.Dense)]
    [InlineData(5_000, 9, TrainingPresets.Sparse)]
    [InlineData(5_000, 4, TrainingPresets.Session)]
    public void For_HistoriesOfSomeLength_ChoosesAndSaysWhy(int users, int length, string preset)
    {
        TrainingOptions options = TrainingPresets.For(DatasetOf(users, length));

        Assert.StartsWith($"{users * length} interactions of {users} users with 1 items", options.Reason, StringComparison.Ordinal);
        Assert.EndsWith($"preset {preset}, by the histories' length", options.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void For_PresetAskedFor_TakesIt() =>
        Assert.Equal(
            TrainingPresets.For(DatasetOf(10, 4)) with { Reason = "" },
            TrainingPresets.For(DatasetOf(1_000, 100), TrainingPresets.Session) with { Reason = "" });

    [Fact]
    public void For_DataWithTimes_LetsTheEncoderSeeThem()
    {
        var timed = new UserSequence("u", new[] { 0, 0 }) { Times = new long[] { 1, 2 } };

        Assert.True(TrainingPresets.For(new Dataset(["item"], [timed], Through: 0)).Encoder.SeesInteractions);
        Assert.False(TrainingPresets.For(DatasetOf(1, 2)).Encoder.SeesInteractions);
    }

    private static Dataset DatasetOf(int users, int length) =>
        new(["item"], [.. Enumerable.Range(0, users).Select(user => new UserSequence($"u{user}", new int[length]))], Through: 0);
}
