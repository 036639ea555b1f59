using Manidala.Engine.Catalog;
using Manidala.Engine.Sessions;
using Manidala.Storage;
using Manidala.Training.Data;
using Manidala.Training.Import;
using Manidala.Training.Progress;
using Manidala.Training.Tests.Commands;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Training.Tests.Import;

/// <summary>Imports of each format as a person calls them, into a database.</summary>
public sealed class ImportFormatsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CommandLine _line = new();

    private string Data => _folder.Sub("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RetailRocket_FolderTwice_StandsOnceByTimeWithItsItems()
    {
        string folder = Directory.CreateDirectory(_folder.Sub("rr")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "events.csv"),
            "timestamp,visitorid,event,itemid,transactionid\n1433221333000,v,addtocart,7,\n1433221331000,v,view,7,\n1433221331000,w,view,7,\n1433221331000,v,view,7,\n",
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "item_properties_part1.csv"), "timestamp,itemid,property,value\n1000,7,790,n10.000\n1000,8,790,n20.000\n", TestContext.Current.CancellationToken);

        Assert.Equal(0, await _line.RunAsync("import", "retailrocket", folder, "--data", Data));
        Assert.StartsWith("Imported 3 interactions (1 were there already) and 2 items; 0 malformed lines", _line.Out, StringComparison.Ordinal);
        Assert.Equal(0, await _line.RunAsync("import", "retailrocket", folder, "--data", Data));
        Assert.StartsWith("Imported 0 interactions (4 were there already) and 0 items", _line.Out, StringComparison.Ordinal);

        Assert.Equal(["v 7 view 1433221331000", "w 7 view 1433221331000", "v 7 cart 1433221333000"], await ReadJournalAsync());
        Assert.Equal(["""{"790":10}""", """{"790":20}"""], (await ReadItemsAsync()).Select(item => item.AttributesJson));
        Assert.Empty(Directory.GetDirectories(Data, "scratch-*"));
    }

    [Fact]
    public async Task Amazon_WithMetadata_DescribesItems()
    {
        string reviews = _folder.WriteGzip(
            "reviews.json.gz",
            """
            {"reviewerID":"A","asin":"B2","overall":5,"unixReviewTime":200}
            {"reviewerID":"A","asin":"B1","overall":3,"unixReviewTime":100}
            """);
        string meta = _folder.Write("meta.json", """{"asin":"B1","title":"Soap","categories":[["Bath"]],"brand":"Acme","price":3}""");

        int code = await _line.RunAsync("import", "amazon", reviews, "--items", meta, "--data", Data);

        Assert.Equal(0, code);
        Assert.Equal(["A B1 rating 100000", "A B2 rating 200000"], await ReadJournalAsync());
        IReadOnlyList<Item> items = await ReadItemsAsync();
        Assert.Equal(["B1 Soap", "B2 B2"], items.Select(item => $"{item.Id} {item.Title}"));
        Assert.Equal(200_000, items[1].Timestamp.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Ndjson_OwnIdsAndEqualTimes_KeepTheFilesOrder()
    {
        string file = _folder.Write(
            "log.ndjson",
            string.Concat(Enumerable.Range(0, 300).Select(place => $$"""{"visitor":"u","product":"i{{place * 37 % 300}}","at":5,"id":"e{{place}}"}""" + "\n")));

        Assert.Equal(0, await _line.RunAsync("import", "ndjson", file, "--user", "visitor", "--item", "product", "--time", "at", "--data", Data));
        Assert.Equal(0, await _line.RunAsync("import", "ndjson", file, "--user", "visitor", "--item", "product", "--time", "at", "--data", Data));

        Assert.StartsWith("Imported 0 interactions (300 were there already)", _line.Out, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 300).Select(place => $"u i{place * 37 % 300} view 5000"), await ReadJournalAsync());
    }

    [Fact]
    public async Task Items_OfSeveralFiles_AreLaidOverEachOther()
    {
        await RunAsync("sequences", _folder.Write("log.txt", "u 4 9\n"));
        await RunAsync("items", _folder.WriteGzip("categories.json.gz", """{"4": [1, 2], "11": [3]}"""));
        string first = _folder.Write("first.csv", "id,title,price\n4,Four,1\n9,,2\n");
        await RunAsync("items", first);
        await RunAsync("items", _folder.Write("second.ndjson", """{"id":"4","image":[0.5,1],"price":1.0}"""));
        await RunAsync("items", first);

        Assert.StartsWith("Imported 2 items (0 of them new or changed)", _line.Out, StringComparison.Ordinal);
        IReadOnlyList<Item> items = await ReadItemsAsync();
        Assert.Equal(["4", "9", "11"], items.Select(item => item.Id));
        Assert.Equal(["Four", "9", "11"], items.Select(item => item.Title));
        Assert.Equal(["1,2", "", "3"], items.Select(item => string.Join(",", item.Categories)));
        Assert.Equal("""{"price":1,"image":[0.5,1]}""", items[0].AttributesJson);
        Assert.Equal(SequenceRows.Epoch.Year, items[0].Timestamp.Year);
        Assert.Equal(DateTimeOffset.UnixEpoch, items[2].Timestamp);
    }

    [Fact]
    public async Task Items_ThenTraining_GiveRowsOfTheDataSet()
    {
        await RunAsync("sequences", _folder.Write("log.txt", "u b a\n"));
        await RunAsync("items", _folder.Write("items.csv", "id,colour\na,red\nb,blue\nc,red\n"));
        await using ManidalaDatabase database = await OpenAsync();
        await database.Catalog.DeleteAsync("a", TestContext.Current.CancellationToken);

        IReadOnlyList<Item> items = await CatalogueReader.ReadLiveItemsAsync(database.Catalog, TestContext.Current.CancellationToken);

        Assert.Equal(await CatalogueReader.ReadLiveIdsAsync(database.Catalog, TestContext.Current.CancellationToken), items.Select(item => item.Id));
        var table = ItemFeatureTable.From(items, new ItemFeatureOptions { MinimumCount = 1 });
        Assert.Equal(["b", "c"], items.Select(item => item.Id));
        Assert.Equal(["blue", "red"], table.Attributes[0].Vocabulary);
        Assert.Equal([0, 1], table.Ids(0).ToArray());
    }

    [Theory]
    [InlineData("movielens", "ratings.csv", "userId,movieId,rating,timestamp\n")]
    [InlineData("movielens", "ratings.csv", "")]
    [InlineData("retailrocket", "events.csv", "timestamp,visitorid,event,itemid,transactionid\n")]
    [InlineData("retailrocket", "events.csv", "")]
    [InlineData("yoochoose", "clicks.tsv", "SessionId\tItemId\tTime\n")]
    [InlineData("yoochoose", "clicks.tsv", "")]
    [InlineData("amazon", "reviews.json", "")]
    [InlineData("ndjson", "log.ndjson", "\n\n")]
    [InlineData("sequences", "log.txt", "")]
    [InlineData("items", "items.csv", "id,title\n")]
    [InlineData("items", "items.json", "{}")]
    public async Task AnyFormat_NothingInIt_IsRefusedAndStoresNothing(string format, string name, string text)
    {
        int code = await _line.RunAsync("import", format, _folder.Write(name, text), "--data", Data);

        Assert.Equal(1, code);
        Assert.Contains("that can be read", _line.Error, StringComparison.Ordinal);
        Assert.Empty(await ReadJournalAsync());
        Assert.Empty(await ReadItemsAsync());
    }

    [Fact]
    public async Task Csv_NothingButAHeader_IsRefused()
    {
        int code = await _line.RunAsync("import", "csv", _folder.Write("log.csv", "u,i,t\n"), "--user", "u", "--item", "i", "--time", "t", "--data", Data);

        Assert.Equal(1, code);
        Assert.Contains("log.csv holds no interaction that can be read.", _line.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amazon")]
    [InlineData("ndjson")]
    [InlineData("sequences")]
    [InlineData("items")]
    public async Task AnyFormat_FolderInsteadOfAFile_SaysSo(string format)
    {
        int code = await _line.RunAsync("import", format, _folder.Path, "--data", Data);

        Assert.Equal(1, code);
        Assert.Contains("is a folder; expected a file.", _line.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ndjson", """{"userId":"u","itemId":"i","timestamp":1}""")]
    [InlineData("amazon", """{"user_id":"u","asin":"i","timestamp":1,"rating":5}""")]
    [InlineData("sequences", "u i j")]
    [InlineData("movielens", "1::2::3::4")]
    [InlineData("items", "id,price")]
    public async Task AnyFormat_GzipCutShort_StoresNothingAndNamesTheFile(string format, string line)
    {
        string file = _folder.WriteGzip("log.gz", string.Concat(Enumerable.Repeat(line + "\n", 5000)));
        byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(file, bytes[..^9], TestContext.Current.CancellationToken);

        int code = await _line.RunAsync("import", format, file, "--data", Data);

        Assert.Equal(1, code);
        Assert.Contains("log.gz is damaged or cut short", _line.Error, StringComparison.Ordinal);
        Assert.Empty(await ReadJournalAsync());
    }

    [Fact]
    public async Task Run_FileChangedWhileItIsRead_StoresNothing()
    {
        string file = _folder.Write("log.ndjson", """{"userId":"u","itemId":"i","timestamp":1}""" + "\n");
        await using ManidalaDatabase database = await OpenAsync();
        var importer = new Importer(database.Journal, database.Catalog, new Meddler(file), _folder.Path);

        var refusal = await Assert.ThrowsAsync<ImportException>(
            () => importer.RunAsync(new JsonRows(file, JsonFields.OfApi), null, new MalformedLines(0), TestContext.Current.CancellationToken));

        Assert.StartsWith("log.ndjson was changed while it was read: it was 42 bytes of ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("and is 43 bytes of ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, await database.Journal.ReadHorizonAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Items_BadLineBeyondTheLimit_StoresNothing()
    {
        string file = _folder.Write("items.csv", "id,price\na,1\nb,NaN\n");

        int code = await _line.RunAsync("import", "items", file, "--max-malformed", "0", "--data", Data);

        Assert.Equal(1, code);
        Assert.Contains("items.csv, line 3: the attribute 'price' is NaN", _line.Error, StringComparison.Ordinal);
        Assert.Empty(await ReadItemsAsync());
    }

    private async Task RunAsync(string format, string file)
    {
        int code = await _line.RunAsync("import", format, file, "--data", Data);

        Assert.True(code == 0, _line.Error);
    }

    private async Task<string[]> ReadJournalAsync()
    {
        await using ManidalaDatabase database = await OpenAsync();
        IReadOnlyList<JournalEntry> entries = await database.Journal.ReadPageAsync(0, 1000, TestContext.Current.CancellationToken);
        return [.. entries.Select(entry => entry.Interaction).Select(row => FormattableString.Invariant($"{row.UserId} {row.ItemId} {row.Type} {row.TimestampMs}"))];
    }

    private async Task<IReadOnlyList<Item>> ReadItemsAsync()
    {
        await using ManidalaDatabase database = await OpenAsync();
        return await CatalogueReader.ReadLiveItemsAsync(database.Catalog, TestContext.Current.CancellationToken);
    }

    private Task<ManidalaDatabase> OpenAsync() => ManidalaDatabase.OpenAsync(
        DatabaseOptions.FromEnvironment(Data, _ => null), NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>Appends to the file as soon as it is being read.</summary>
    private sealed class Meddler(string file) : IProgressReporter
    {
        public IProgressStep Begin(string title, long? total)
        {
            File.AppendAllText(file, "\n");
            return SilentProgressReporter.Instance.Begin(title, total);
        }
    }
}
