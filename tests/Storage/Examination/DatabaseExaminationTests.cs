using Manidala.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Storage.Tests.Examination;

/// <summary>A look at a database that is there, newer, or not there at all.</summary>
public abstract class DatabaseExaminationTests(TestDatabase database, string newer) : DatabaseTest(database)
{
    [Fact]
    public async Task Look_NothingThereYet_HasNoSchemaAndMakesNone()
    {
        DatabaseFacts facts = await LookAsync();
        DatabaseFacts again = await LookAsync();

        Assert.Equal((0, 0), (facts.Schema, again.Schema));
        Assert.True(facts.KnownSchema > 0);
        Assert.Empty(facts.MissingRights);
    }

    [Fact]
    public async Task Look_DatabaseInUse_SaysVersionAndSchema()
    {
        await OpenAsync();

        DatabaseFacts facts = await LookAsync();

        Assert.Matches("^(SQLite|PostgreSQL) [0-9]+", facts.Version);
        Assert.Equal(facts.KnownSchema, facts.Schema);
        Assert.True(facts.IsReadable);
        Assert.False(facts.IsReadOnly);
        Assert.Empty(facts.MissingRights);
    }

    [Fact]
    public async Task Look_SchemaOfANewerProgram_IsNotReadable()
    {
        await OpenAsync();
        await TamperAsync(newer);

        DatabaseFacts facts = await LookAsync();

        Assert.Equal(999, facts.Schema);
        Assert.False(facts.IsReadable);
    }

    [Fact]
    public async Task ReadActiveModel_AsPublished_HasNoFaults_AndOneDamagedIsNamed()
    {
        ManidalaDatabase opened = await OpenAsync();
        Assert.Null(await DatabaseExamination.ReadActiveModelAsync(Options, Cancelled));
        const string Manifest = """{"files":{"items.json":{"sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","bytes":3}}}""";
        DirectoryInfo folder = Directory.CreateTempSubdirectory("manidala-test-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "items.json"), "abc", Cancelled);
        await opened.Models.PublishAsync(folder.FullName, "v1", "n", Manifest, Cancelled);
        await opened.Models.ActivateAsync("v1", Cancelled);
        folder.Delete(recursive: true);

        StoredModel whole = (await DatabaseExamination.ReadActiveModelAsync(Options, Cancelled))!;
        await TamperAsync(Options.PostgresConnectionString is null ? "UPDATE model_file SET content = x'616264'" : "UPDATE model_file SET content = '\\x616264'");
        StoredModel damaged = (await DatabaseExamination.ReadActiveModelAsync(Options, Cancelled))!;

        Assert.Equal(("v1", 0), (whole.Version, whole.Faults.Count));
        Assert.StartsWith("items.json has SHA-256 ", Assert.Single(damaged.Faults), StringComparison.Ordinal);
    }

    protected Task<DatabaseFacts> LookAsync() => DatabaseExamination.LookAsync(Options, TimeProvider.System, Cancelled);
}

public sealed class SqliteExaminationTests() : DatabaseExaminationTests(new SqliteTestDatabase(), "PRAGMA user_version = 999")
{
    [Fact]
    public async Task Look_InteractionsOfTheFuture_AreTheClocksFault()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Journal.AppendAsync([Event("ada", "1")], Cancelled);

        var setBack = new FakeTimeProvider(Time.GetUtcNow() - TimeSpan.FromHours(1));
        DatabaseFacts facts = await DatabaseExamination.LookAsync(Options, setBack, Cancelled);

        Assert.Equal(TimeSpan.FromHours(1), facts.ClockAhead);
    }

    [Fact]
    public async Task Look_FileOfAnotherKind_IsRefused()
    {
        await File.WriteAllTextAsync(Path.Combine(Options.DataDirectory, "manidala.db"), "a text, and no database", Cancelled);

        CorruptDatabaseException refused = await Assert.ThrowsAsync<CorruptDatabaseException>(LookAsync);

        Assert.Contains("is not an SQLite database", refused.Message, StringComparison.Ordinal);
    }
}

public sealed class PostgresExaminationTests(PostgresFixture postgres)
    : DatabaseExaminationTests(new PostgresTestDatabase(postgres), "INSERT INTO manidala_schema (version) VALUES (999)")
{
    [Fact]
    public async Task Look_RoleThatMayOnlyRead_NamesWhatIsMissing()
    {
        await OpenAsync();
        await TamperAsync("DROP ROLE IF EXISTS doctor_reader; CREATE ROLE doctor_reader LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO doctor_reader");
        var reader = new Npgsql.NpgsqlConnectionStringBuilder(Options.PostgresConnectionString) { Username = "doctor_reader", Pooling = false };

        DatabaseFacts facts = await DatabaseExamination.LookAsync(new() { DataDirectory = "data", PostgresConnectionString = reader.ConnectionString }, TimeProvider.System, Cancelled);

        await TamperAsync("DROP OWNED BY doctor_reader; DROP ROLE doctor_reader");
        Assert.Contains("INSERT on interaction", facts.MissingRights);
        Assert.DoesNotContain("SELECT on interaction", facts.MissingRights);
    }

    [Fact]
    public async Task Look_ListOfSilos_IsRead()
    {
        await OpenAsync();
        await TamperAsync("""
            INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES ('blue');
            INSERT INTO OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
            VALUES ('blue', '10.0.0.1', 11111, 1, 'silo-1', 'host', 3, 30000, now() - interval '1 day', now() - interval '1 hour')
            """);

        SiloRow member = Assert.Single((await LookAsync()).Members!);

        Assert.Equal(("blue", "silo-1", "10.0.0.1:11111", "Active"), (member.Cluster, member.Name, member.Address, member.Status));
        Assert.InRange(member.Silent, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
    }

    [Fact]
    public async Task Look_ServerThatIsNotThere_SaysWhereWithoutThePassword()
    {
        DatabaseUnavailableException refused = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => DatabaseExamination.LookAsync(
            new() { DataDirectory = "data", PostgresConnectionString = "Host=127.0.0.1;Port=1;Username=u;Password=secret;Database=d" }, TimeProvider.System, Cancelled));

        Assert.StartsWith("PostgreSQL 127.0.0.1:1/d cannot be opened", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM interaction_key WHERE sequence = 1", "every interaction has its key")]
    [InlineData("SELECT setval('interaction_sequence_seq', 1)", "no sequence is given out again")]
    [InlineData("INSERT INTO interaction SELECT 100, user_id, event_key, item_id, type, value, happened_ms, recorded_ms FROM interaction WHERE sequence = 1", "a user has each interaction once")]
    [InlineData("INSERT INTO model (version, name, manifest, bytes, published_ms) VALUES ('v', 'n', '{}', 2, 1); INSERT INTO model_file VALUES ('v', 'f', 0, 2, '\\x00')", "all files of a model are as long as they were published")]
    public async Task ReadAll_OneThingBroken_NamesTheRule(string damage, string rule)
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Journal.AppendAsync([Event("ada", "1"), Event("ada", "2"), Event("bob", "1")], Cancelled);
        Assert.True((await DatabaseExamination.ReadAllAsync(Options, Cancelled)).IsIntact);

        await TamperAsync(damage);

        Assert.Contains((await DatabaseExamination.ReadAllAsync(Options, Cancelled)).Findings, finding => finding.Rule == rule && finding.Faults > 0);
    }
}
