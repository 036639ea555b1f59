using Manidala.Training.Packing;
using Manidala.Training.Tests.Import;

namespace Manidala.Training.Tests.Packing;

public sealed class ItemIdsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.json", """["a","b c",17,"ü"]""")]
    [InlineData("a.txt", "a\nb c\r\n17\nü\n")]
    [InlineData("a.ids", "a\nb c\n17\nü")]
    public void Read_JsonOrLines_GivesIdsInOrder(string name, string text) =>
        Assert.Equal(["a", "b c", "17", "ü"], ItemIdsFile.Read(_folder.Write(name, text)));

    [Theory]
    [InlineData("a.json", """["a","b","a"]""", "the id 'a' in row 0 and in row 2")]
    [InlineData("a.json", """["a",null]""", "null in row 1")]
    [InlineData("a.json", """["a",1.5]""", "1.5 in row 1")]
    [InlineData("a.json", """{"a":1}""", "a JSON Object")]
    [InlineData("a.json", """["a",""", "expected a JSON array of ids")]
    [InlineData("a.txt", "a\n\nb\n", "an empty line 2")]
    [InlineData("a.txt", "a\nb\na\n", "the id 'a' in row 0 and in row 2")]
    public void Read_WhatIsNoListOfIds_SaysWhatWasFound(string name, string text, string expected)
    {
        string path = _folder.Write(name, text);

        string message = Assert.Throws<PackException>(() => ItemIdsFile.Read(path)).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.StartsWith(path, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BytesThatAreNoUtf8_AreRefused()
    {
        string path = _folder.Sub("a.txt");
        File.WriteAllBytes(path, [(byte)'a', (byte)'\n', 0xFF, 0xFE, (byte)'\n']);

        Assert.Contains("no UTF-8", Assert.Throws<PackException>(() => ItemIdsFile.Read(path)).Message, StringComparison.Ordinal);
    }
}
