using Manidala.Training.Data;
using Manidala.Training.Import;

namespace Manidala.Training.Tests.Import;

public sealed class TimeSorterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(1005)]
    public void Sorted_MoreRowsThanMemoryHolds_EqualsAPlainSort(int count)
    {
        using var folder = new TemporaryFolder();
        var random = new SeededRandom(5);
        ImportedInteraction[] rows =
        [
            .. Enumerable.Range(0, count).Select(line => new ImportedInteraction(
                random.Next(50), line, $"ü{random.Next(9)}", $"i{random.Next(9)}", "rating", random.NextDouble())),
        ];
        using var sorter = new TimeSorter(folder.Path, rowsInMemory: 10);
        foreach (ImportedInteraction row in rows)
        {
            sorter.Add(row);
        }

        ImportedInteraction[] sorted = [.. sorter.Sorted()];

        Assert.Equal(rows.OrderBy(row => row.TimestampMs).ThenBy(row => row.Line), sorted);
    }

    [Fact]
    public void Dispose_AfterSpilling_LeavesNoFile()
    {
        using var folder = new TemporaryFolder();
        var sorter = new TimeSorter(folder.Path, rowsInMemory: 2);
        for (int line = 0; line < 9; line++)
        {
            sorter.Add(new ImportedInteraction(1, line, "u", "i", "view", 1));
        }

        Assert.NotEmpty(Directory.GetFiles(folder.Path));
        sorter.Dispose();

        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
