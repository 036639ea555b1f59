using System.Text;
using Manidala.Engine.Catalog;

namespace Manidala.Engine.Tests.Catalog;

public sealed class ItemIdsTests
{
    [Fact]
    public void TryGetRow_EveryId_IsWhereItStands()
    {
        string[] expected = [.. Enumerable.Range(0, 3_000).Select(row => row % 3 == 0 ? $"日本-{row}" : $"i{row}"), new string('ü', 128)];
        ItemIds ids = Of(expected);

        Assert.Equal(expected, ids);
        Assert.Equal(-1, ids.FirstRepeated);
        for (int row = 0; row < expected.Length; row++)
        {
            Assert.True(ids.TryGetRow(expected[row], out int found));
            Assert.Equal(row, found);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("c")]
    [InlineData("ab")]
    [InlineData("\ud800")]
    public void TryGetRow_NoId_IsNotFound(string id) => Assert.False(Of(["a", "b", "\ufffd"]).TryGetRow(id, out _));

    [Fact]
    public void TryGetRow_TextLongerThanAnyId_IsNotFound() => Assert.False(Of(["a"]).TryGetRow(new string('a', 100_000), out _));

    [Fact]
    public void TryGetRow_NoIds_IsNotFound() => Assert.False(Of([]).TryGetRow("a", out _));

    [Fact]
    public void FirstRepeated_IdTwice_IsTheSecondRow() => Assert.Equal(2, Of(["a", "b", "a", "b"]).FirstRepeated);

    private static ItemIds Of(string[] ids)
    {
        int end = 0;
        return new ItemIds(Encoding.UTF8.GetBytes(string.Concat(ids)), [.. ids.Select(id => end += Encoding.UTF8.GetByteCount(id))]);
    }
}
