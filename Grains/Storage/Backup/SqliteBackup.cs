using System.IO.Compression;
using Manidala.Storage.Examination;
using Manidala.Storage.Sql;
using Manidala.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Backup;

/// <summary>
/// Backups of a data folder, by SQLite's own online copy: of one moment, while others write. Without the sessions' snapshots, which are a cache, and which must not be
/// ahead of the journal that they come back with.
/// </summary>
internal static class SqliteBackup
{
    private const string Copy = ".copy";

    public static async Task<BackupManifest> WriteAsync(string folder, string path, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string source = Path.Combine(folder, SqliteOpener.MainFile);
        if (!File.Exists(source))
        {
            throw new BackupException($"{folder} holds no {SqliteOpener.MainFile}; expected a data folder, as ./manidala up makes one.");
        }

        string copy = path + Copy;
        File.Delete(copy);
        try
        {
            BackupManifest manifest = await Task.Run(() => CopyTo(source, copy, now), cancellationToken).ConfigureAwait(false);
            return await BackupArchive.WriteAsync(path, copy, manifest, CompressionLevel.Fastest, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    public static async Task<BackupManifest> RestoreAsync(string folder, string path, bool replaces, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string target = Path.Combine(folder, SqliteOpener.MainFile);
        string arriving = target + ".restoring";
        Directory.CreateDirectory(folder);

        // As a server takes it: none may begin meanwhile, and one that runs would go on writing into the file that was moved away.
        using IDisposable held = FolderHold.Take(folder);
        if (File.Exists(target) && !replaces)
        {
            throw new BackupException($"{target} is there already; --replace puts the backup in its place, and keeps the files that are there now in a folder beside it.");
        }

        File.Delete(arriving);
        BackupManifest manifest = await BackupArchive.ExtractAsync(path, BackupManifest.Sqlite, arriving, cancellationToken).ConfigureAwait(false);
        try
        {
            Check(arriving, path, manifest);
            KeepOld(folder, now);
            File.Move(arriving, target);
            return manifest;
        }
        finally
        {
            File.Delete(arriving);
        }
    }

    private static BackupManifest CopyTo(string source, string copy, DateTimeOffset now)
    {
        using SqliteConnection from = SqliteLook.Open(source);
        using SqliteConnection to = new(new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false }.ToString());
        to.Open();

        // All pages in one step, which is one read transaction: what commits meanwhile goes into the write-ahead log, and neither waits for the other.
        from.BackupDatabase(to);

        // In one file, without a log beside it.
        SqliteFile.Execute(to, "PRAGMA journal_mode=DELETE");
        return new(
            BackupManifest.CurrentFormat,
            BackupManifest.Sqlite,
            now,
            SqliteLook.Number(to, "PRAGMA user_version"),
            SqliteLook.Number(to, "SELECT COUNT(*) FROM interaction"),
            SqliteLook.Number(to, "SELECT COALESCE(MAX(sequence), 0) FROM interaction"),
            SqliteOpener.MainFile,
            Bytes: 0,
            Sha256: "");
    }

    private static void Check(string arriving, string path, BackupManifest manifest)
    {
        int known = SqlResources.Migrations("Sqlite", "main").Count;
        if (manifest.Schema > known)
        {
            throw new BackupException($"{path} has schema {manifest.Schema}; this version knows up to {known}. Use a newer Manidala.");
        }

        using SqliteConnection connection = SqliteLook.Open(arriving);
        long interactions = SqliteLook.Number(connection, "SELECT COUNT(*) FROM interaction");
        if (interactions != manifest.Interactions)
        {
            throw new BackupException($"{path} holds {interactions} interactions where its manifest says {manifest.Interactions}.");
        }
    }

    private static void KeepOld(string folder, DateTimeOffset now)
    {
        string[] old =
        [
            .. new[] { SqliteOpener.MainFile, SqliteOpener.GrainsFile }.SelectMany(name => new[] { name, $"{name}-wal", $"{name}-shm" })
                .Where(name => File.Exists(Path.Combine(folder, name))),
        ];
        if (old.Length == 0)
        {
            return;
        }

        string kept = Path.Combine(folder, $"replaced-{now.UtcDateTime:yyyyMMdd-HHmmss}");
        Directory.CreateDirectory(kept);
        Array.ForEach(old, name => File.Move(Path.Combine(folder, name), Path.Combine(kept, name)));
    }
}
