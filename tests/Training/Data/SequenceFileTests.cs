using Manidala.Training.Data;
using Manidala.Training.Import;
using Manidala.Training.Tests.Import;

namespace Manidala.Training.Tests.Data;

public sealed class SequenceFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MalformedLines _malformed = new(3);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_GzipWithUsers_GivesRowsInOrderOfAppearance()
    {
        string path = _folder.WriteGzip("s.txt.gz", "anna 日本 b b\n\nben\tx 日本\nanna b c\n");

        Dataset dataset = SequenceFile.Read(path, new SequenceFormat(HasUser: true), _malformed);

        Assert.Equal(["日本", "b", "x", "c"], dataset.ItemIds);
        Assert.Equal(["anna: 0 1 3", "ben: 2 0"], dataset.Users.Select(Show));
    }

    [Fact]
    public void Read_SessionsWithRepeats_KeepsThemUnderTheirLineNumbers()
    {
        string path = _folder.Write("s.txt", "a a b\n\nb\n");

        Dataset dataset = SequenceFile.Read(path, new SequenceFormat(HasUser: false, KeepsRepeats: true), _malformed);

        Assert.Equal(["1: 0 0 1", "3: 1"], dataset.Users.Select(Show));
    }

    [Fact]
    public void Read_TwoFilesWithOneTable_ShareTheirRows()
    {
        var rows = new ItemRows();
        var format = new SequenceFormat(HasUser: false);
        Dataset first = SequenceFile.Read(_folder.Write("1.txt", "a b\n"), format, _malformed, rows);

        Dataset second = SequenceFile.Read(_folder.Write("2.txt", "c b\n"), format, _malformed, rows);

        Assert.Equal("1: 2 1", Show(second.Users[0]));
        Assert.Equal(["a", "b", "c"], first.ItemIds);
    }

    [Fact]
    public void Read_MalformedLines_AreCountedWithTheirNumbers()
    {
        string path = _folder.Write("s.txt", $"anna\nben {new string('x', 129)}\ncleo y\n");

        Dataset dataset = SequenceFile.Read(path, new SequenceFormat(HasUser: true), _malformed);

        Assert.Equal("cleo: 0", Show(Assert.Single(dataset.Users)));
        Assert.Equal(["s.txt, line 1: expected a user and at least one item, separated by blanks", "s.txt, line 2: the item id has 129 characters; the most is 128"], _malformed.First);
    }

    [Fact]
    public void Read_TooManyMalformedLines_Stops()
    {
        string path = _folder.Write("s.txt", "1\n2\n3\n4\n5 x\n");

        Assert.Throws<ImportException>(() => SequenceFile.Read(path, new SequenceFormat(HasUser: true), _malformed));
    }

    [Theory]
    [InlineData("\n \n", "holds no sequence; expected lines of a user and at least one item.")]
    [InlineData(null, "does not exist.")]
    public void Read_NothingThere_SaysSo(string? text, string reason)
    {
        string path = text is null ? _folder.Sub("none.txt") : _folder.Write("s.txt", text);

        var refusal = Assert.Throws<ImportException>(() => SequenceFile.Read(path, new SequenceFormat(HasUser: true), _malformed));

        Assert.EndsWith(reason, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DamagedGzip_NamesTheFile()
    {
        string path = _folder.WriteGzip("s.txt.gz", "anna x y z\n");
        byte[] bytes = File.ReadAllBytes(path);
        Array.Fill(bytes, (byte)0xff, 10, bytes.Length - 10);
        File.WriteAllBytes(path, bytes);

        var refusal = Assert.Throws<ImportException>(() => SequenceFile.Read(path, new SequenceFormat(HasUser: true), _malformed));

        Assert.StartsWith("s.txt.gz is damaged or cut short", refusal.Message, StringComparison.Ordinal);
    }

    private static string Show(UserSequence user) => $"{user.UserId}: {string.Join(' ', user.Items.ToArray())}";
}
