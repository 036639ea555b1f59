using Manidala.Engine.Catalog;
using Manidala.Storage.Migration;
using Manidala.Storage.Sql;
using Manidala.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Manidala.Storage.Tests.Migration;

/// <summary>A data folder that becomes a PostgreSQL database.</summary>
public sealed class SqliteToPostgresTests(PostgresFixture postgres) : DatabaseTest(new SqliteTestDatabase())
{
    private static readonly StoredRule Launch = new("launch", """{"kind":"pin"}""");

    // The new database's own: its schema's number, and which journal it is.
    private static readonly string[] NotMoved = ["journal", "manidala_schema"];
    private readonly PostgresTestDatabase _target = new(postgres);

    private DatabaseOptions Both => new() { DataDirectory = Options.DataDirectory, PostgresConnectionString = _target.Options.PostgresConnectionString };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task Run_AllTables_AreThereOnceAndGoOn()
    {
        ManidalaDatabase source = await FillAsync();
        List<JournalEntry> journal = await ReadAllAsync(source);
        IReadOnlyList<PastInteraction> history = await source.Journal.ReadHistoryAsync("ada", 0, 100, Cancelled);
        IReadOnlyList<ItemChange> items = await source.Catalog.ReadChangesAsync(0, 100, Cancelled);
        IReadOnlyList<StoredFeedback> feedback = await source.Feedback.ReadOfUserAsync("ada", null, long.MaxValue, Cancelled);
        RegisteredModel active = (await source.Models.GetActiveAsync(Cancelled))!;
        await source.DisposeAsync();
        await _target.CreateAsync();

        IReadOnlyList<TableMigration> moved = await SqliteToPostgres.RunAsync(Both, NullLoggerFactory.Instance, Cancelled);

        Assert.Equal(
            [("item", 2), ("interaction_key", 5), ("interaction", 5), ("erasure", 1), ("model", 1), ("model_file", 1), ("model_activation", 1), ("model_upload", 0), ("model_upload_part", 0), ("profile", 1), ("feedback", 1), ("feed_rule", 1)],
            moved.Select(table => (table.Table, (int)table.Rows)));
        Assert.True((await DatabaseExamination.ReadAllAsync(Both, Cancelled)).IsIntact);
        Assert.Empty((await DatabaseExamination.ReadActiveModelAsync(Both, Cancelled))!.Faults);
        ManidalaDatabase target = await OpenAsync(_target.Options);
        Assert.Equal(journal, await ReadAllAsync(target));
        Assert.Equal(history, await target.Journal.ReadHistoryAsync("ada", 0, 100, Cancelled));
        Assert.Equivalent(items, await target.Catalog.ReadChangesAsync(0, 100, Cancelled), strict: true);
        Assert.Equal(feedback, await target.Feedback.ReadOfUserAsync("ada", null, long.MaxValue, Cancelled));
        Assert.Equal(active, await target.Models.GetActiveAsync(Cancelled));
        Assert.Equal([Launch], await target.Rules.ReadAsync(Cancelled));

        // 7 was given to somebody who was erased.
        IReadOnlyList<AppendResult> results = await target.Journal.AppendAsync([Event("ada", "2"), Event("ada", "new")], Cancelled);
        Assert.Equal(new AppendResult(2, IsDuplicate: true), results[0]);
        Assert.True(results[1] is { IsDuplicate: false, Sequence: > 7 });
        Assert.Equal(2, await target.Journal.EraseUserAsync("bob", Cancelled));
        Assert.Equal(2, await target.Erasures.ReadLastAsync(Cancelled));
        Assert.Equal(1, await target.Catalog.PutAsync([Item("third")], Cancelled));
    }

    [Fact]
    public async Task Run_InteractionsOfLastYear_GetPartitionsOfTheirTime()
    {
        await FillAsync();
        await TamperAsync("UPDATE interaction SET recorded_ms = recorded_ms - 31536000000 WHERE sequence = 1");
        await _target.CreateAsync();

        await SqliteToPostgres.RunAsync(Both, NullLoggerFactory.Instance, Cancelled);

        ManidalaDatabase target = await OpenAsync(_target.Options);
        IReadOnlyList<JournalPartition> partitions = await target.Partitions!.ListAsync(Cancelled);
        Assert.Contains(partitions, partition => partition.From == new DateTimeOffset(2025, 3, 1, 0, 0, 0, TimeSpan.Zero));
        await PostgresFixture.ExecuteAsync(_target.Options.PostgresConnectionString!, "DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM interaction_rest); END $$");
    }

    [Fact]
    public async Task Run_TargetWithRows_IsRefusedAndLeftAsItWas()
    {
        await FillAsync();
        await _target.CreateAsync();
        ManidalaDatabase target = await OpenAsync(_target.Options);
        await target.Catalog.PutAsync([Item("theirs")], Cancelled);

        MigrationException refused = await Assert.ThrowsAsync<MigrationException>(() => SqliteToPostgres.RunAsync(Both, NullLoggerFactory.Instance, Cancelled));

        Assert.Contains("is not empty: item has rows", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await ReadAllAsync(target));
    }

    [Fact]
    public async Task Run_FolderThatIsServedFrom_IsRefused()
    {
        await FillAsync();
        await _target.CreateAsync();
        await using FileStream served = new(Path.Combine(Options.DataDirectory, "manidala.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        await Assert.ThrowsAsync<DatabaseInUseException>(() => SqliteToPostgres.RunAsync(Both, NullLoggerFactory.Instance, Cancelled));
    }

    [Fact]
    public async Task Tables_OfTheSchema_AreMovedAndDroppedBeforeARestore()
    {
        await _target.CreateAsync();
        await OpenAsync(_target.Options);
        string dropped = SqlResources.Text("Postgres", "drop");

        await using NpgsqlDataSource source = NpgsqlDataSource.Create(_target.Options.PostgresConnectionString!);
        await using NpgsqlCommand tables = source.CreateCommand(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname NOT ILIKE 'orleans%' ORDER BY relname");
        List<string> found = [];
        await using NpgsqlDataReader reader = await tables.ExecuteReaderAsync(Cancelled);
        while (await reader.ReadAsync(Cancelled))
        {
            found.Add(reader.GetString(0));
        }

        Assert.Equal(MigratedTable.All.Select(table => table.Name).Concat(NotMoved).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.All(found, table => Assert.Matches($@"\b{table}\b", dropped));
    }

    [Fact]
    public void Digest_OneValueElsewhere_Differs()
    {
        RowDigest one = new(), same = new(), other = new();
        one.Add(["a", 1L]);
        one.Add(["b", null]);
        same.Add(["b", null]);
        same.Add(["a", 1]);
        other.Add(["a", null]);
        other.Add(["b", 1L]);

        Assert.Equal(one.Checksum, same.Checksum);
        Assert.NotEqual(one.Checksum, other.Checksum);
    }

    private static Item Item(string id) =>
        new(0, id, $"Title of {id}", ["blue", "round"], """{"symmetry":8}""", IsHidden: false, DateTimeOffset.UnixEpoch.AddDays(1), ExpiresAt: null);

    private async Task<ManidalaDatabase> FillAsync()
    {
        ManidalaDatabase source = await OpenAsync();
        await source.Catalog.PutAsync([Item("first"), Item("second") with { IsHidden = true, ExpiresAt = DateTimeOffset.UnixEpoch.AddDays(2) }], Cancelled);
        await source.Journal.AppendAsync([Event("ada", "1"), Event("ada", "2"), Event("bob", "1"), Event("ada", "3", value: 0.1), Event("bob", "2")], Cancelled);
        await source.Journal.AppendAsync([Event("eve", "1"), Event("eve", "2")], Cancelled);
        await source.Journal.EraseUserAsync("eve", Cancelled);
        await source.Feedback.PutAsync([new StoredFeedback(new FeedbackKey("star", "ada", "first"), 1, 5, "null", "fine", "like", 1, IsPending: false, IsDeleted: false)], Cancelled);
        const string Manifest = """{"files":{"items.json":{"sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","bytes":3}}}""";
        DirectoryInfo folder = Directory.CreateTempSubdirectory("manidala-test-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "items.json"), "abc", Cancelled);
        await source.Models.PublishAsync(folder.FullName, "v1", "n", Manifest, Cancelled);
        await source.Models.ActivateAsync("v1", Cancelled);
        await source.Rules.PutAsync(Launch, 10, Cancelled);
        folder.Delete(recursive: true);
        return source;
    }
}
