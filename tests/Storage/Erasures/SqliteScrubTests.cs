using System.Text;
using Manidala.Engine.Sessions;
using Manidala.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Tests.Erasures;

/// <summary>What is left in the files themselves, while they are open.</summary>
public sealed class SqliteScrubTests() : DatabaseTest(new SqliteTestDatabase())
{
    private const string Gone = "user-who-wants-to-be-forgotten";

    [Fact]
    public async Task Erase_OpenDatabase_LeavesNoByteOfTheUserInAnyFile()
    {
        ManidalaDatabase database = await FilledAsync();
        Assert.NotEmpty(FilesWith(Gone));

        Assert.Equal(200, await database.Journal.EraseUserAsync(Gone, Cancelled));

        Assert.Empty(FilesWith(Gone));
        Assert.NotEmpty(FilesWith("user-who-stays"));
    }

    [Fact]
    public async Task Erase_WhileSomebodyReads_IsFinishedByALaterCommit()
    {
        ManidalaDatabase database = await FilledAsync();
        await using SqliteConnection reader = new($"Data Source={Path.Combine(Options.DataDirectory, "manidala.db")};Pooling=False");
        await reader.OpenAsync(Cancelled);
        SqliteTransaction reading = reader.BeginTransaction(deferred: true);
        await using (SqliteCommand count = reader.CreateCommand())
        {
            count.CommandText = "SELECT COUNT(*) FROM interaction";
            await count.ExecuteScalarAsync(Cancelled);
        }

        await database.Journal.EraseUserAsync(Gone, Cancelled);
        Assert.NotEmpty(FilesWith(Gone));
        await reading.DisposeAsync();
        Time.Advance(TimeSpan.FromSeconds(1));
        await database.Journal.AppendAsync([Event("user-who-stays", "last")], Cancelled);

        Assert.Empty(FilesWith(Gone));
    }

    [Fact]
    public async Task Open_AfterAnEndBeforeTheLogWasCut_CutsIt()
    {
        await FilledAsync();
        Assert.NotEqual(0, new FileInfo(Path.Combine(Options.DataDirectory, "manidala.db-wal")).Length);

        await OpenAsync();

        Assert.Equal(0, new FileInfo(Path.Combine(Options.DataDirectory, "manidala.db-wal")).Length);
    }

    private async Task<ManidalaDatabase> FilledAsync()
    {
        ManidalaDatabase database = await OpenAsync();
        Interaction[] mixed = [.. Enumerable.Range(0, 400).Select(number => Event(number % 2 == 0 ? Gone : "user-who-stays", $"{number}", $"item-{number}"))];
        await database.Journal.AppendAsync(mixed, Cancelled);
        return database;
    }

    private string[] FilesWith(string text)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(text);
        return [.. Directory.GetFiles(Options.DataDirectory).Where(path => Read(path).AsSpan().IndexOf(wanted) >= 0)];
    }

    // Shared, since the database is open.
    private static byte[] Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] all = new byte[file.Length];
        file.ReadExactly(all);
        return all;
    }
}
