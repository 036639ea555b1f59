using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Examination;

/// <summary>Each thing that has to be so in a data folder, once as it is and once broken.</summary>
public sealed class SqliteIntegrityTests() : DatabaseTest(new SqliteTestDatabase())
{
    [Fact]
    public async Task ReadAll_FolderInUse_IsIntact()
    {
        await FillAsync();

        IntegrityReport report = await ReadAsync();

        Assert.True(report.IsIntact);
        Assert.Equal(12, report.Interactions);
    }

    [Theory]
    [InlineData("INSERT OR REPLACE INTO interaction_by_user SELECT user_id, event_key, sequence, 'other', type, value, happened_ms FROM interaction WHERE sequence = 7", "every row by user is an interaction, as the journal has it")]
    [InlineData("DELETE FROM interaction_by_user; UPDATE indexed SET through = 7", "every interaction up to indexed.through is found by its user")]
    [InlineData("UPDATE interaction SET user_id = 'u', event_key = x'00' WHERE sequence IN (7, 8)", "a user has each interaction once")]
    [InlineData("UPDATE indexed SET through = through + 1000000", "indexed is one row, and not ahead of the journal")]
    [InlineData("UPDATE sqlite_sequence SET seq = 7 WHERE name = 'interaction'", "no sequence is given out again")]
    [InlineData("PRAGMA foreign_keys = OFF; INSERT INTO model_activation (version, activated_ms) VALUES ('none', 1)", "what is referred to is there")]
    [InlineData("INSERT INTO model (version, name, manifest, bytes, published_ms) VALUES ('v', 'n', '{}', 2, 1); INSERT INTO model_file VALUES ('v', 'f', 0, 2, x'00')", "all files of a model are as long as they were published")]
    public async Task ReadAll_OneThingBroken_NamesTheRule(string damage, string rule)
    {
        await FillAsync();
        await TamperAsync(damage);

        IntegrityReport report = await ReadAsync();

        Assert.Contains(report.Findings, finding => finding.Rule == rule && finding.Faults > 0 && finding.First is not null);
    }

    [Fact]
    public async Task ReadAll_FolderWithoutADatabase_SaysWhatWasExpected()
    {
        InvalidDataException refused = await Assert.ThrowsAsync<InvalidDataException>(ReadAsync);

        Assert.Contains("holds no manidala.db", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAll_WithoutTheCacheOfSessions_IsIntact()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.DisposeAsync();
        File.Delete(Path.Combine(Options.DataDirectory, "grains.db"));

        Assert.True((await ReadAsync()).IsIntact);
    }

    private Task<IntegrityReport> ReadAsync() => DatabaseExamination.ReadAllAsync(Options, Cancelled);

    private async Task FillAsync()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Journal.AppendAsync([.. Enumerable.Range(0, 12).Select(i => Event($"user-{i % 3}", $"{i}"))], Cancelled);
    }
}
