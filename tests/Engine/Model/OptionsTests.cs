using Manidala.Engine.Batching;
using Manidala.Engine.Model;

namespace Manidala.Engine.Tests.Model;

public sealed class OptionsTests
{
    [Fact]
    public void Validate_Defaults_AreFine()
    {
        Assert.True(new BatchingOptionsValidator().Validate(null, new()).Succeeded);
        Assert.True(new EncoderOptionsValidator().Validate(null, new()).Succeeded);
        Assert.True(new EncoderOptionsRules().Validate(null, new()).Succeeded);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(4097, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    [InlineData(1, 1, 61_000)]
    public void Validate_BatchingOutOfRange_IsRefused(int maxBatch, int capacity, int deadlineMs)
    {
        var options = new BatchingOptions { MaxBatchSize = maxBatch, QueueCapacity = capacity, Deadline = TimeSpan.FromMilliseconds(deadlineMs) };

        Assert.True(new BatchingOptionsValidator().Validate(null, options).Failed);
    }

    [Fact]
    public void Validate_UnknownProvider_NamesTheProperty()
    {
        string failure = new EncoderOptionsValidator().Validate(null, new() { Provider = "tpu" }).FailureMessage!;

        Assert.Contains("Provider", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("path", "a.so", true)]
    [InlineData("path", null, false)]
    [InlineData("path", "", false)]
    [InlineData("cpu", "a.so", false)]
    public void Validate_LibraryWithAndWithoutPath_BelongTogether(string provider, string? library, bool isFine)
    {
        Assert.Equal(isFine, new EncoderOptionsRules().Validate(null, new() { Provider = provider, ProviderLibrary = library }).Succeeded);
    }
}
