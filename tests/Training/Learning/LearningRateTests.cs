using Manidala.Training.Learning;

namespace Manidala.Training.Tests.Learning;

public sealed class LearningRateTests
{
    private static readonly LearningRate Rate = new(Peak: 0.4, WarmupSteps: 4, TotalSteps: 104);

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(3, 0.4)]
    [InlineData(4, 0.4)]
    [InlineData(54, 0.202)]
    [InlineData(104, 0.004)]
    [InlineData(500, 0.004)]
    public void At_Step_RisesThenFallsAlongACosine(int step, double expected)
    {
        Assert.Equal(expected, Rate.At(step), 1e-9);
    }
}
