using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Opening;

public sealed class SqliteOpeningTests() : OpeningTests(new SqliteTestDatabase());

public sealed class PostgresOpeningTests(PostgresFixture postgres) : OpeningTests(new PostgresTestDatabase(postgres))
{
    [Fact]
    public async Task OpenAsync_NewerSchemaThatThisCanLiveWith_WorksAndLeavesItAlone()
    {
        await (await OpenAsync()).DisposeAsync();
        await TamperAsync("INSERT INTO manidala_schema (version, readable_from) SELECT 999, MAX(version) FROM manidala_schema");

        ManidalaDatabase opened = await OpenAsync();

        Assert.Single(await opened.Journal.AppendAsync([Event("u", "a")], Cancelled));
    }

    [Fact]
    public async Task OpenAsync_OneOfTheNewerSchemasIsTooNew_IsRefused()
    {
        await (await OpenAsync()).DisposeAsync();
        await TamperAsync("INSERT INTO manidala_schema (version, readable_from) VALUES (998, 998), (999, 1)");

        await Assert.ThrowsAsync<NewerSchemaException>(() => OpenAsync());
    }
}

public abstract class OpeningTests(TestDatabase kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task OpenAsync_ManyAtOnceOnANewPlace_AllWork()
    {
        ManidalaDatabase[] opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => OpenAsync())));

        IReadOnlyList<AppendResult>[] results = await Task.WhenAll(
            opened.Select((database, i) => database.Journal.AppendAsync([Event("u", $"{i}")], Cancelled)));

        Assert.Equal(8, results.Select(result => result[0].Sequence).Distinct().Count());
        Assert.Equal(8, (await opened[0].Journal.ReadOldestAsync("u", 0, 10, Cancelled)).Count);
        await opened[0].PingAsync(Cancelled);
    }

    [Fact]
    public async Task OpenAsync_NewerSchema_IsRefusedAndLeftAlone()
    {
        ManidalaDatabase before = await OpenAsync();
        await before.DisposeAsync();
        await TamperAsync(before.IsPostgres ? "INSERT INTO manidala_schema (version) VALUES (999)" : "PRAGMA user_version = 999");

        NewerSchemaException error = await Assert.ThrowsAsync<NewerSchemaException>(() => OpenAsync());

        Assert.Equal(999, error.Found);
        Assert.InRange(error.Supported, 1, 998);
        string place = before.IsPostgres ? before.Description : Path.Combine(Options.DataDirectory, "manidala.db");
        Assert.StartsWith($"{place} has schema version 999;", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Description_AnyDatabase_SaysWhichAndHidesThePassword()
    {
        ManidalaDatabase database = await OpenAsync();

        Assert.StartsWith(database.IsPostgres ? "PostgreSQL " : "SQLite ", database.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("assword", database.Description + database.Orleans, StringComparison.Ordinal);
    }
}
