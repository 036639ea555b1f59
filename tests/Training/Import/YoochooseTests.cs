using Manidala.Training.Import;

namespace Manidala.Training.Tests.Import;

public sealed class YoochooseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MalformedLines _malformed = new(100);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_ClicksWithBuysBeside_GivesBoth()
    {
        string clicks = _folder.Write("yoochoose-clicks.dat", "1,2014-04-07T10:51:09.277Z,214536502,0\n1,2014-04-07T10:54:09.868Z,214536500,S\n");
        _folder.Write("yoochoose-buys.dat", "1,2014-04-07T11:00:00.000Z,214536500,12462,2\n2,2014-04-07T11:00:01.000Z,5,0,0\n");

        ImportedInteraction[] rows = _folder.Read(new YoochooseRows(YoochooseFiles.Find(clicks)), _malformed);

        Assert.Equal(["click", "click", "purchase", "purchase"], rows.Select(row => row.Type));
        Assert.Equal([1, 1, 24924.0, 1], rows.Select(row => row.Value));
        Assert.Equal((1396867869277, "1", "214536502"), (rows[0].TimestampMs, rows[0].UserId, rows[0].ItemId));
        Assert.Equal(_folder.Read(new YoochooseRows(YoochooseFiles.Find(_folder.Path)), _malformed), rows);
    }

    [Fact]
    public void Read_TablesOfTrainAndTest_AreReadBothByTheirHeader()
    {
        _folder.WriteGzip("yoochoose-100k.test.tsv.gz", "SessionId\tItemId\tTime\n9\t5\t1396860669.277\n");
        _folder.WriteGzip("yoochoose-100k.train.tsv.gz", "ItemId\tSessionId\tTime\n6\t3\t1396437466.94\n");

        ImportedInteraction[] rows = _folder.Read(new YoochooseRows(YoochooseFiles.Find(_folder.Path)), _malformed);

        Assert.Equal(["3 6 1396437466940", "9 5 1396860669277"], rows.Select(row => FormattableString.Invariant($"{row.UserId} {row.ItemId} {row.TimestampMs}")));
    }

    [Theory]
    [InlineData("session,item,when\n1,2,3\n", "has no column 'SessionId'. Its first line has: session, item, when")]
    [InlineData("1 2 3\n", "has 1 columns; expected 4 (clicks")]
    public void Read_AnotherFile_IsRefused(string text, string reason)
    {
        string path = _folder.Write("other.dat", text);

        var refusal = Assert.Throws<ImportException>(() => _folder.Read(new YoochooseRows([path]), _malformed));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BadRows_AreCounted()
    {
        string path = _folder.Write("yoochoose-buys.dat", "1,2014-04-07T11:00:00.000Z,7,12,2\n1,2014-04-07T11:00:00.000Z,7\n1,2014-04-07T11:00:00.000Z,7,NaN,2\n1,never,7,1,2\n");

        Assert.Single(_folder.Read(new YoochooseRows([path]), _malformed));

        Assert.Collection(
            _malformed.First,
            line => Assert.Equal("yoochoose-buys.dat, line 2: 3 columns; expected 5", line),
            line => Assert.Equal("yoochoose-buys.dat, line 3: 'NaN' is not a number", line),
            line => Assert.StartsWith("yoochoose-buys.dat, line 4: 'never' is not a time", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Find_FolderOfSomethingElse_SaysWhatItHas()
    {
        _folder.Write("yoochoose1_64.train.txt", "1 2\n");

        var refusal = Assert.Throws<ImportException>(() => YoochooseFiles.Find(_folder.Path));

        Assert.EndsWith("it has: yoochoose1_64.train.txt", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SequencesWithoutUsers_MakesASessionOfEachLine()
    {
        string path = _folder.Write("sessions.txt", "5 6\n\n6 7 7\n");

        ImportedInteraction[] rows = _folder.Read(new SequenceRows(path, hasUsers: false), _malformed);

        Assert.Equal(["sessions-1 5", "sessions-1 6", "sessions-3 6", "sessions-3 7", "sessions-3 7"], rows.Select(row => $"{row.UserId} {row.ItemId}"));
    }
}
