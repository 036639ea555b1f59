using Manidala.Training.Import;

namespace Manidala.Training.Tests.Import;

public sealed class RowSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MalformedLines _malformed = new(100);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("u.data", "7\t50\t4.5\t881250949\n8\t51\t3\t891717742\n")]
    [InlineData("ratings.dat", "7::50::4.5::881250949\n8::51::3::891717742\n")]
    [InlineData("ratings.csv", "userId,movieId,rating,timestamp\n7,50,4.5,881250949\n8,51,3.0,891717742\n")]
    [InlineData("ratings.csv", "userId,movieId,rating,timestamp\r\n\"7\",50,4.5,881250949\r\n\r\n8,51,3.0,891717742")]
    [InlineData("ratings.tsv", "userId\tmovieId\trating\ttimestamp\n7\t50\t4.5\t881250949\t\t\t\n8\t51\t3\t891717742\t\t\t\n")]
    [InlineData("ratings.tsv", "timestamp\trating\tuserId\titemId\n881250949\t4.5\t7\t50\n891717742\t3\t8\t51\n")]
    public void Read_MovieLensLayout_GivesTheSameRows(string name, string text)
    {
        string path = _folder.Write(name, text);

        ImportedInteraction[] rows = Read(new MovieLensRatings(path));

        Assert.Equal(2, rows.Length);
        Assert.Equal(("7", "50", "rating", 4.5, 881250949000L), (rows[0].UserId, rows[0].ItemId, rows[0].Type, rows[0].Value, rows[0].TimestampMs));
        Assert.Equal(("8", "51", "rating", 3.0, 891717742000L), (rows[1].UserId, rows[1].ItemId, rows[1].Type, rows[1].Value, rows[1].TimestampMs));
        Assert.Equal(0, _malformed.Count);
    }

    [Fact]
    public void Read_GzipUnderAnyName_IsDecompressed()
    {
        string path = _folder.WriteGzip("ratings.csv", "userId,movieId,rating,timestamp\n7,50,4,881250949\n");

        ImportedInteraction[] rows = Read(new MovieLensRatings(path));

        Assert.Equal("50", Assert.Single(rows).ItemId);
    }

    [Theory]
    [InlineData("1,2,3.5", "3 columns")]
    [InlineData("1,2,good,881250949", "'good' is not a number")]
    [InlineData("1,2,NaN,881250949", "'NaN' is not a number")]
    [InlineData("1,2,3,yesterday", "'yesterday' is not a time")]
    [InlineData("1,2,3,-5", "outside 1970 to 2200")]
    [InlineData("1,2,3,9e30", "outside 1970 to 2200")]
    [InlineData(",2,3,881250949", "the user id is missing")]
    [InlineData("1,,3,881250949", "the movie id is missing")]
    [InlineData("1,\"2\"x,3,881250949", "quotes")]
    public void Read_MalformedLine_IsCountedWithItsNumberAndTheRestIsRead(string bad, string reason)
    {
        string path = _folder.Write("ratings.csv", $"userId,movieId,rating,timestamp\n1,9,4,881250949\n{bad}\n1,10,4,881250950\n");

        ImportedInteraction[] rows = Read(new MovieLensRatings(path));

        Assert.Equal(["9", "10"], rows.Select(row => row.ItemId));
        string shown = Assert.Single(_malformed.First);
        Assert.StartsWith("ratings.csv, line 3: ", shown, StringComparison.Ordinal);
        Assert.Contains(reason, shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HeaderOfAnotherFile_SaysThatItIsNoRatings()
    {
        string path = _folder.Write("ratings.csv", "movieId,title,genres\n1,Toy Story (1995),Comedy\n");

        var refusal = Assert.Throws<ImportException>(() => Read(new MovieLensRatings(path)));

        Assert.Contains("is no file of ratings", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Sequences_KeepsOrderInRisingTimes()
    {
        string path = _folder.WriteGzip("sequences.txt.gz", "anna 日本 b b\n\nben\tx\n");

        ImportedInteraction[] rows = Read(new SequenceRows(path));

        Assert.Equal(["anna 日本", "anna b", "anna b", "ben x"], rows.Select(row => $"{row.UserId} {row.ItemId}"));
        Assert.Equal(rows.Select(row => row.TimestampMs).Order(), rows.Select(row => row.TimestampMs));
        Assert.Equal(4, rows.Select(row => row.TimestampMs).Distinct().Count());
    }

    [Fact]
    public void Read_SequenceWithoutItems_IsMalformed()
    {
        string path = _folder.Write("sequences.txt", "anna\nben x\n");

        ImportedInteraction[] rows = Read(new SequenceRows(path));

        Assert.Single(rows);
        Assert.StartsWith("sequences.txt, line 1: expected a user and at least one item", Assert.Single(_malformed.First), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CsvByNames_TakesTimesTypesAndValues()
    {
        string path = _folder.Write(
            "log.csv",
            "when;who;what;how;much\n2024-05-06T07:08:09Z;\"Ü;ber\";\"multi\nline\";view;1\n1715000000;u;i;like;2.5\n1715000000123;u;i;save;\n1396860669.277;u;j;dance;1\n");

        ImportedInteraction[] rows = Read(new CsvRows(path, new CsvColumns("WHO", "what", "when", "how", "much"), ";"));

        ImportedInteraction only = Assert.Single(rows);
        Assert.Equal((1715000000000L, "u", "i", "like", 2.5), (only.TimestampMs, only.UserId, only.ItemId, only.Type, only.Value));
        Assert.Collection(
            _malformed.First,
            line => Assert.Contains("line 2: the item id has a control character", line, StringComparison.Ordinal),
            line => Assert.Contains("line 5: '' is not a number", line, StringComparison.Ordinal),
            line => Assert.Contains("line 6: unknown type 'dance'", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_CsvByNumbers_HasNoHeader()
    {
        string path = _folder.Write("clicks.tsv", "1\t2014-04-07T10:51:09.277Z\t214536502\n1\t1396861020.306\t214536500\n");

        ImportedInteraction[] rows = Read(new CsvRows(path, new CsvColumns("1", "3", "2", null, null), "\t"));

        Assert.Equal(["214536502", "214536500"], rows.Select(row => row.ItemId));
        Assert.Equal([1396867869277L, 1396861020306L], rows.Select(row => row.TimestampMs));
    }

    [Fact]
    public void Read_CsvWithoutTheColumn_NamesThoseThatAreThere()
    {
        string path = _folder.Write("log.csv", "user,item\n1,2\n");

        var refusal = Assert.Throws<ImportException>(() => Read(new CsvRows(path, new CsvColumns("user", "product", null, null, null), ",")));

        Assert.Contains("no column 'product'. Its first line has: user, item", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_QuoteLeftOpen_DoesNotSwallowTheFileIntoMemory()
    {
        string path = _folder.Write("log.csv", "user,item\n1,\"2\n" + string.Concat(Enumerable.Repeat("1,2\n", 400_000)));

        var refusal = Assert.Throws<ImportException>(() => Read(new CsvRows(path, new CsvColumns("user", "item", null, null, null), ",")));

        Assert.StartsWith("log.csv, line 2: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OverLongId_IsMalformed()
    {
        string path = _folder.Write("s.txt", $"anna {new string('x', 129)}\nanna {new string('x', 128)}\n");

        Assert.Single(Read(new SequenceRows(path)));
        Assert.Contains("the item id has 129 characters; the most is 128", Assert.Single(_malformed.First), StringComparison.Ordinal);
    }

    private ImportedInteraction[] Read(IRowSource source) => _folder.Read(source, _malformed);
}
