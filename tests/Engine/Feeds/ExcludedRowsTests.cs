using Manidala.Engine.Feeds;

namespace Manidala.Engine.Tests.Feeds;

public sealed class ExcludedRowsTests
{
    [Fact]
    public void Bits_AfterClear_AreEmptyAgain()
    {
        var rows = new ExcludedRows();
        foreach (int row in Enumerable.Range(0, 200))
        {
            rows.Add(row, words: 4);
        }

        rows.Add(255, words: 4);
        Assert.Equal([ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, (1UL << 8) - 1 | 1UL << 63], rows.Bits(4).ToArray());

        rows.Clear();
        Assert.True(rows.Bits(4).IsEmpty);
        rows.Add(1, words: 4);
        Assert.Equal([2, 0, 0, 0], rows.Bits(4).ToArray());
    }

    [Fact]
    public void Bits_OfALargerIndexAfterASmallerOne_HaveItsLength()
    {
        var rows = new ExcludedRows();
        rows.Add(3, words: 1);
        rows.Clear();

        rows.Add(70, words: 2);

        Assert.Equal([0, 1UL << 6], rows.Bits(2).ToArray());
    }
}
