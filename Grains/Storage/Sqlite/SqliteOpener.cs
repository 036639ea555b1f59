namespace Manidala.Storage.Sqlite;

/// <summary>Opens the two files of a data folder: the truth, and Orleans' grain storage, which is a cache of it.</summary>
internal static class SqliteOpener
{
    public const string MainFile = "manidala.db";
    public const string GrainsFile = "grains.db";

    public static Task<OpenDatabase> OpenAsync(DatabaseOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        Task.Run(() => Open(options, time), cancellationToken);

    private static OpenDatabase Open(DatabaseOptions options, TimeProvider time)
    {
        string path = Path.GetFullPath(options.DataDirectory);
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseUnavailableException($"The data folder {path}", exception.Message, exception);
        }

        SqliteFile main = new(Path.Combine(path, MainFile), isDurable: true);
        SqliteFile grains = new(Path.Combine(path, GrainsFile), isDurable: false);
        try
        {
            new SqliteSchema(main, "main").Prepare();
            new SqliteSchema(grains, "grains").Prepare();

            // Of an erasure that ended before its logs were cut.
            SqliteScrub.Cut(main);
            SqliteScrub.Cut(grains);
        }
        catch
        {
            main.Dispose();
            grains.Dispose();
            throw;
        }

        SqliteDatabase database = new(main);
        return new(
            database,
            new SqliteJournalCommitter(main, database, new SqliteScrub([main, grains], time), options, time),
            () => new SqliteHistory(main, database.Tail),
            new OrleansStorage("System.Data.SQLite", grains.ConnectionString, grains),
            grains);
    }
}
