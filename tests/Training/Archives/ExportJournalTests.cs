using Manidala.Engine.Catalog;
using Manidala.Storage;
using Manidala.Tests.Support;
using Manidala.Training.Data;
using Manidala.Training.Tests.Commands;
using Manidala.Training.Tests.Import;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Training.Tests.Archives;

/// <summary>The commands of docs/training-off-box.md, in their order: a journal that leaves its database, is trained on elsewhere, and a model that comes back.</summary>
public sealed class ExportJournalTests(TrainedSample trained, PostgresFixture postgres) : IClassFixture<TrainedSample>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Elsewhere => _folder.Sub("elsewhere");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Export_TrainedOnElsewhere_ComesBackAsAModel()
    {
        using var server = new UploadInbox();
        var line = new CommandLine(server, time: new ImpatientTime());

        await OkAsync(line, "export-journal", "--data", trained.Data, "--out", _folder.Sub("journal.parquet"), "--items", _folder.Sub("items.ndjson"));
        await OkAsync(line, "import", "items", _folder.Sub("items.ndjson"), "--data", Elsewhere);
        await OkAsync(line, "import", "parquet", _folder.Sub("journal.parquet"), "--user", "user_id", "--item", "item_id", "--time", "happened_ms", "--type", "type", "--value", "value", "--data", Elsewhere);
        await OkAsync(line, "train", "--epochs", "1", "--no-activate", "--data", Elsewhere);
        await OkAsync(line, "train", "--epochs", "1", "--data", Elsewhere);
        await OkAsync(line, "publish", "http://localhost:1", "--force", "--data", Elsewhere);

        Assert.Equal("POST /v1/models/uploads/0123/publish?activate=true&force=true&margin=0.02", server.Lines[^1]);
        await using ManidalaDatabase here = await OpenAsync(trained.Data), there = await OpenAsync(Elsewhere);
        Assert.Equal(
            (await ReadAsync(here)).Select(Told).Order(StringComparer.Ordinal),
            (await ReadAsync(there)).Select(Told).Order(StringComparer.Ordinal));
        IReadOnlyList<Item> items = await CatalogueReader.ReadLiveItemsAsync(here.Catalog, Cancelled);
        Assert.Equal(items.Select(Told), (await CatalogueReader.ReadLiveItemsAsync(there.Catalog, Cancelled)).Select(Told));
    }

    [Fact]
    public async Task Export_AsCsvAfterASequence_HasTheRestAndSaysTheLast()
    {
        var line = new CommandLine();

        await OkAsync(line, "export-journal", "--data", trained.Data, "--out", _folder.Sub("journal.csv"), "--after", "2398");

        string[] lines = await File.ReadAllLinesAsync(_folder.Sub("journal.csv"), Cancelled);
        Assert.Equal("sequence,user_id,event_key,item_id,type,value,happened_ms,recorded_ms", lines[0]);
        Assert.Equal(["2399", "2400"], lines[1..].Select(one => one.Split(',')[0]));
        Assert.Contains("2 interactions up to 2400", line.Out, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Export_OfPostgres_IsWhatItsJournalHolds()
    {
        await using OldJournal journal = await OldJournal.CreateAsync(postgres);

        await OkAsync(journal.Command(), "export-journal", "--out", _folder.Sub("journal.csv"));

        string[] lines = await File.ReadAllLinesAsync(_folder.Sub("journal.csv"), Cancelled);
        Assert.Equal((await journal.ReadJournalAsync()).Select(entry => $"{entry.Sequence},{entry.Interaction.UserId},{entry.Interaction.Id}"), lines[1..].Select(one => string.Join(',', one.Split(',')[..3])));
    }

    [Fact]
    public async Task Export_FormatThatIsNotThere_IsRefusedBeforeAnythingIsRead()
    {
        var line = new CommandLine();

        int code = await line.RunAsync("export-journal", "--data", _folder.Sub("none"), "--out", "journal.xlsx");

        Assert.Equal(1, code);
        Assert.Contains("--out is \"journal.xlsx\"; allowed: a file that ends in .parquet or .csv", line.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Sub("none")));
    }

    [Fact]
    public async Task Import_OfWhatWasTakenBack_IsTaken()
    {
        string file = _folder.Write("log.csv", "user,item,type,time\nada,a,like,1700000000\nada,a,undo:like,1700000000\n");
        var line = new CommandLine();

        await OkAsync(line, "import", "csv", file, "--user", "user", "--item", "item", "--type", "type", "--time", "time", "--data", Elsewhere);

        await using ManidalaDatabase there = await OpenAsync(Elsewhere);
        Assert.Equal(["like", "undo:like"], (await ReadAsync(there)).Select(entry => entry.Interaction.Type));
    }

    private static string Told(JournalEntry entry) =>
        FormattableString.Invariant($"{entry.Interaction.UserId} {entry.Interaction.ItemId} {entry.Interaction.Type} {entry.Interaction.TimestampMs} {entry.Interaction.Value}");

    private static string Told(Item item) =>
        FormattableString.Invariant($"{item.Id} {item.Title} {string.Join('|', item.Categories)} {item.AttributesJson} {item.Timestamp:O} {item.IsHidden} {item.ExpiresAt:O}");

    private static async Task OkAsync(CommandLine line, params string[] words) => Assert.True(await line.RunAsync(words) == 0, $"{words[0]}: {line.Error}");

    private static Task<ManidalaDatabase> OpenAsync(string folder) =>
        ManidalaDatabase.OpenAsync(new DatabaseOptions { DataDirectory = folder }, NullLoggerFactory.Instance, TimeProvider.System, Cancelled);

    private static Task<IReadOnlyList<JournalEntry>> ReadAsync(ManidalaDatabase database) => database.Journal.ReadPageAsync(0, 10_000, Cancelled);
}
