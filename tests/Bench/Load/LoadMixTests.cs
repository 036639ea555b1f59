using Manidala.Bench.Load;

namespace Manidala.Bench.Tests.Load;

public sealed class LoadMixTests
{
    [Fact]
    public void Parse_Shares_AreHitInProportion()
    {
        LoadMix mix = LoadMix.Parse("feed=4, interaction=1");

        int feeds = Enumerable.Range(0, 1000).Count(draw => mix.At(draw / 1000.0) == LoadKind.Feed);

        Assert.Equal([LoadKind.Feed, LoadKind.Interaction], mix.Kinds);
        Assert.Equal(800, feeds);
    }

    [Theory]
    [InlineData("feed", "'feed'")]
    [InlineData("feed=0", "'feed=0'")]
    [InlineData("feed=-1", "'feed=-1'")]
    [InlineData("feed=NaN", "'feed=NaN'")]
    [InlineData("view=1", "'view=1'")]
    [InlineData("feed=1,,click=2", "''")]
    [InlineData("feed=1,FEED=2", "FEED twice")]
    public void Parse_BadText_IsRefusedByTheNameOfThePart(string text, string named)
    {
        var failure = Assert.Throws<FormatException>(() => LoadMix.Parse(text));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }
}
