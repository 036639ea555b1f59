namespace Manidala.Storage.Backup;

/// <summary>Keeps a database in one file, while others write to it, and puts it back.</summary>
public static class DatabaseBackup
{
    /// <summary>Writes the archive: of one moment, at or after that of the call. One that is there already is not replaced.</summary>
    public static async Task<BackupManifest> WriteAsync(DatabaseOptions options, string file, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        string path = Path.GetFullPath(file);
        if (File.Exists(path))
        {
            throw new BackupException($"{path} is there already; a backup is only written into a new file.");
        }

        return options.PostgresConnectionString is { } connectionString
            ? await PostgresBackup.WriteAsync(connectionString, path, time.GetUtcNow(), cancellationToken).ConfigureAwait(false)
            : await SqliteBackup.WriteAsync(Path.GetFullPath(options.DataDirectory), path, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts an archive back, whole or not at all, where nothing serves from the database.</summary>
    /// <param name="replaces">Whether it takes the place of what is there; refused otherwise where something is.</param>
    public static async Task<BackupManifest> RestoreAsync(DatabaseOptions options, string file, bool replaces, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        string path = Path.GetFullPath(file);
        if (!File.Exists(path))
        {
            throw new BackupException($"{path} is not there.");
        }

        return options.PostgresConnectionString is { } connectionString
            ? await PostgresBackup.RestoreAsync(connectionString, path, replaces, cancellationToken).ConfigureAwait(false)
            : await SqliteBackup.RestoreAsync(Path.GetFullPath(options.DataDirectory), path, replaces, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
    }
}
