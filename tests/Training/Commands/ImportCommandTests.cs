using Manidala.Engine.Catalog;
using Manidala.Storage;
using Manidala.Training.Data;
using Manidala.Training.Progress;
using Manidala.Training.Tests.Import;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Training.Tests.Commands;

public sealed class ImportCommandTests : IDisposable
{
    private const string Ratings = "userId,movieId,rating,timestamp\n1,10,4.0,300\n1,20,3.5,100\n2,20,5,200\n1,99,1,200\n";
    private const string Movies = "movieId,title,genres\n10,\"Heat, The (1995)\",Crime|Drama\n20,Toy Story (1995),Comedy\n30,Unrated (2001),(no genres listed)\n";

    private readonly TemporaryFolder _folder = new();
    private readonly CommandLine _line = new();

    private string Data => _folder.Sub("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task MovieLens_RatingsAndMovies_StandInTheJournalByTime()
    {
        int code = await ImportMovieLensAsync();

        Assert.Equal(0, code);
        Assert.StartsWith("Imported 4 interactions (0 were there already) and 4 items; 0 malformed lines", _line.Out, StringComparison.Ordinal);
        await using ManidalaDatabase database = await OpenAsync();
        IReadOnlyList<JournalEntry> entries = await database.Journal.ReadPageAsync(0, 100, TestContext.Current.CancellationToken);
        Assert.Equal(
            ["1 20 rating 100000 3.5", "2 20 rating 200000 5", "1 99 rating 200000 1", "1 10 rating 300000 4"],
            entries.Select(entry => entry.Interaction).Select(row => FormattableString.Invariant($"{row.UserId} {row.ItemId} {row.Type} {row.TimestampMs} {row.Value}")));
        Item? heat = await database.Catalog.GetAsync("10", TestContext.Current.CancellationToken);
        Assert.Equal("Heat, The (1995)", heat?.Title);
        Item? undescribed = await database.Catalog.GetAsync("99", TestContext.Current.CancellationToken);
        Assert.Equal("99", undescribed?.Title);
    }

    [Fact]
    public async Task MovieLens_Twice_AddsNothing()
    {
        await ImportMovieLensAsync();

        await ImportMovieLensAsync();

        Assert.StartsWith("Imported 0 interactions (4 were there already) and 0 items", _line.Out, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Data, "scratch-*"));
    }

    [Fact]
    public async Task Sequences_AfterDescribedItems_LeavesTheirDescriptions()
    {
        await ImportMovieLensAsync();
        string file = _folder.Write("more.txt", "3 10 40\n");

        int code = await _line.RunAsync("import", "sequences", file, "--data", Data);

        Assert.Equal(0, code);
        Assert.StartsWith("Imported 2 interactions (0 were there already) and 1 items", _line.Out, StringComparison.Ordinal);
        await using ManidalaDatabase database = await OpenAsync();
        Assert.Equal("Heat, The (1995)", (await database.Catalog.GetAsync("10", TestContext.Current.CancellationToken))?.Title);
    }

    [Fact]
    public async Task MovieLens_TooManyMalformedLines_StoresNothing()
    {
        string file = _folder.Write("ratings.csv", Ratings + "1,2\n1,3\n1,4\n");

        int code = await _line.RunAsync("import", "movielens", file, "--data", Data, "--max-malformed", "2");

        Assert.Equal(1, code);
        Assert.Contains("more than 2 malformed lines", _line.Error, StringComparison.Ordinal);
        Assert.Contains("ratings.csv, line 6: 2 columns", _line.Error, StringComparison.Ordinal);
        await using ManidalaDatabase database = await OpenAsync();
        Assert.Equal(0, await database.Journal.ReadHorizonAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task MovieLens_AFewMalformedLines_AreReported()
    {
        string file = _folder.Write("ratings.csv", Ratings + "1,2\n");

        int code = await _line.RunAsync("import", "movielens", file, "--data", Data);

        Assert.Equal(0, code);
        Assert.Contains("1 malformed lines", _line.Out, StringComparison.Ordinal);
        Assert.Contains("ratings.csv, line 6: 2 columns", _line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_LongLog_IsStoredWhole()
    {
        string rows = string.Concat(Enumerable.Range(0, 12_345).Select(row => $"{row % 7},{row},{row + 1000}\n"));
        string file = _folder.WriteGzip("log.csv.gz", "u,i,t\n" + rows);

        int code = await _line.RunAsync("import", "csv", file, "--user", "u", "--item", "i", "--time", "t", "--data", Data);

        Assert.Equal(0, code);
        await using ManidalaDatabase database = await OpenAsync();
        JournalDataset read = await JournalDataset.ReadAsync(
            database.Journal, database.Catalog, SilentProgressReporter.Instance, TestContext.Current.CancellationToken);
        Assert.Equal(12_345, read.Interactions);
        Assert.Equal((7, 12_345), (read.Dataset.Users.Count, read.Dataset.ItemIds.Count));
        Assert.Equal(Enumerable.Range(0, 1764).Select(place => $"{place * 7}"), read.Dataset.Users[0].Items.ToArray().Select(item => read.Dataset.ItemIds[item]));
    }

    [Fact]
    public async Task Sample_Twice_AddsNothing()
    {
        string[] sample = ["sample", "--items", "200", "--users", "30", "--interactions", "900", "--data", Data];
        Assert.Equal(0, await _line.RunAsync(sample));
        Assert.Contains("900 interactions; 900 of them new", _line.Out, StringComparison.Ordinal);

        Assert.Equal(0, await _line.RunAsync(sample));

        Assert.Contains("900 interactions; 0 of them new", _line.Out, StringComparison.Ordinal);
    }

    private Task<int> ImportMovieLensAsync()
    {
        _folder.Write("ratings.csv", Ratings);
        _folder.Write("movies.csv", Movies);
        return _line.RunAsync("import", "movielens", _folder.Path, "--data", Data);
    }

    private Task<ManidalaDatabase> OpenAsync() => ManidalaDatabase.OpenAsync(
        DatabaseOptions.FromEnvironment(Data, _ => null), NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
}
