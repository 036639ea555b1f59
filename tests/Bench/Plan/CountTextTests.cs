using Manidala.Bench.Plan;

namespace Manidala.Bench.Tests.Plan;

public sealed class CountTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("250000", 250_000)]
    [InlineData("1_000_000", 1_000_000)]
    [InlineData("10k", 10_000)]
    [InlineData("10K", 10_000)]
    [InlineData("1M", 1_000_000)]
    [InlineData("1.5M", 1_500_000)]
    [InlineData("2B", 2_000_000_000)]
    public void TryParse_AllowedForm_IsRead(string text, double expected)
    {
        bool isRead = CountText.TryParse(text, out double count);

        Assert.True(isRead);
        Assert.Equal(expected, count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("k")]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("1,000")]
    [InlineData("1__000")]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("1.k")]
    [InlineData("1.0005k")]
    [InlineData("1e6")]
    [InlineData("1m")]
    [InlineData("NaN")]
    [InlineData("1234567890123456789")]
    public void TryParse_AnythingElse_IsRefused(string text)
    {
        bool isRead = CountText.TryParse(text, out _);

        Assert.False(isRead);
    }
}
