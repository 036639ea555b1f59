using Manidala.Training.Import;

namespace Manidala.Training.Tests.Import;

public sealed class MalformedLinesTests
{
    [Fact]
    public void Add_OneMoreThanTheLimit_StopsWithTheFirstLines()
    {
        var malformed = new MalformedLines(limit: 2);
        malformed.Add("/somewhere/a.csv", 3, "bad");
        malformed.Add("/somewhere/a.csv", 7, "worse");

        var stop = Assert.Throws<ImportException>(() => malformed.Add("/somewhere/a.csv", 9, "worst"));

        Assert.StartsWith("more than 2 malformed lines (--max-malformed)", stop.Message, StringComparison.Ordinal);
        Assert.Contains("a.csv, line 3: bad", stop.Message, StringComparison.Ordinal);
        Assert.Equal(3, malformed.Count);
    }

    [Fact]
    public void Add_ManyWithinTheLimit_KeepsTheFirstFew()
    {
        var malformed = new MalformedLines(limit: 100);

        for (int line = 1; line <= 50; line++)
        {
            malformed.Add("a.csv", line, "bad");
        }

        Assert.Equal(50, malformed.Count);
        Assert.Equal(MalformedLines.ShownCount, malformed.First.Count);
    }
}
