using Manidala.Storage.Sqlite;
using Manidala.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Tests.Opening;

/// <summary>What can be wrong with a data folder.</summary>
public sealed class SqliteFaultTests() : DatabaseTest(new SqliteTestDatabase())
{
    private string MainFile => Path.Combine(Options.DataDirectory, "manidala.db");

    [Theory]
    [InlineData("manidala.db")]
    [InlineData("grains.db")]
    public async Task OpenAsync_FileThatIsNoDatabase_IsRefusedAndLeftAlone(string name)
    {
        string path = Path.Combine(Options.DataDirectory, name);
        await File.WriteAllTextAsync(path, "my notes", Cancelled);

        CorruptDatabaseException error = await Assert.ThrowsAsync<CorruptDatabaseException>(() => OpenAsync());

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Equal("my notes", await File.ReadAllTextAsync(path, Cancelled));
    }

    [Fact]
    public async Task OpenAsync_DamagedPages_IsRefused()
    {
        await WriteSomeAsync();
        await using (FileStream stream = new(MainFile, FileMode.Open))
        {
            // Past the first page, which has the header and the schema.
            stream.Position = 4096;
            await stream.WriteAsync(Enumerable.Repeat((byte)0xA5, (int)stream.Length - 4096).ToArray(), Cancelled);
        }

        CorruptDatabaseException error = await Assert.ThrowsAsync<CorruptDatabaseException>(() => OpenAsync());

        Assert.StartsWith(MainFile, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_TruncatedFile_IsRefused()
    {
        await WriteSomeAsync();
        await using (FileStream stream = new(MainFile, FileMode.Open))
        {
            stream.SetLength(stream.Length / 2 / 4096 * 4096);
        }

        await Assert.ThrowsAsync<CorruptDatabaseException>(() => OpenAsync());
    }

    [Fact]
    public async Task OpenAsync_DatabaseOfAnotherProgram_IsRefused()
    {
        await TamperAsync("CREATE TABLE theirs (x)");

        CorruptDatabaseException error = await Assert.ThrowsAsync<CorruptDatabaseException>(() => OpenAsync());

        Assert.Contains("another program", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_FolderIsAFile_IsRefused()
    {
        string path = Path.Combine(Options.DataDirectory, "file");
        await File.WriteAllTextAsync(path, "", Cancelled);

        DatabaseUnavailableException error = await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => OpenAsync(new DatabaseOptions { DataDirectory = path }));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_MissingFolders_AreMade()
    {
        string path = Path.Combine(Options.DataDirectory, "a", "b");

        await OpenAsync(new DatabaseOptions { DataDirectory = path });

        Assert.True(File.Exists(Path.Combine(path, "manidala.db")));
    }

    [Fact]
    public async Task AppendAsync_GroupFails_FailsItsCallsAndGoesOn()
    {
        ManidalaDatabase database = await OpenAsync();
        await TamperAsync("CREATE TRIGGER broken BEFORE INSERT ON interaction WHEN new.user_id = 'bad' BEGIN SELECT RAISE(ABORT, 'broken'); END");

        Task<IReadOnlyList<AppendResult>> failing = database.Journal.AppendAsync([Event("u", "1"), Event("bad", "1")], Cancelled);
        await Assert.ThrowsAsync<SqliteException>(() => failing);
        IReadOnlyList<AppendResult> again = await database.Journal.AppendAsync([Event("u", "1")], Cancelled);

        Assert.False(again[0].IsDuplicate);
        Assert.Single(await ReadAllAsync(database));
    }

    [Fact]
    public void Translate_DiskFull_NamesThePath()
    {
        using SqliteFile file = new(MainFile, isDurable: true);
        using SqliteConnection connection = file.Open();
        SqliteFile.Execute(connection, "CREATE TABLE t (x)");
        SqliteFile.Execute(connection, "PRAGMA max_page_count = 2");

        SqliteException full = Assert.Throws<SqliteException>(() => SqliteFile.Execute(connection, "INSERT INTO t VALUES (zeroblob(100000))"));
        Exception? clear = file.Translate(full);

        Assert.IsType<StorageFullException>(clear);
        Assert.Contains(MainFile, clear.Message, StringComparison.Ordinal);
    }

    private async Task WriteSomeAsync()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Journal.AppendAsync([.. Enumerable.Range(0, 2000).Select(i => Event($"u{i}", $"{i}"))], Cancelled);
        await database.DisposeAsync();
    }
}
