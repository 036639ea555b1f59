using Manidala.Training.Data;
using Manidala.Training.Learning;

namespace Manidala.Training.Tests.Learning;

public sealed class TrainingOptionsTests
{
    [Theory]
    [InlineData(1_000, 100, "few")]
    [InlineData(5_000, 50, "enough")]
    [InlineData(6_000, 170, "many")]
    public void For_DataOfSomeSize_ChoosesAndSaysWhy(int users, int length, string word)
    {
        int[] items = new int[length];
        var dataset = new Dataset(["item"], [.. Enumerable.Range(0, users).Select(user => new UserSequence($"u{user}", items))], Through: 0);

        var options = TrainingOptions.For(dataset);

        Assert.StartsWith($"{users * length} interactions of {users} users with 1 items", options.Reason, StringComparison.Ordinal);
        Assert.Contains(word, options.Reason, StringComparison.Ordinal);
    }
}
