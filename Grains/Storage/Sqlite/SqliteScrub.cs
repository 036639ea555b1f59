using Microsoft.Data.Sqlite;

namespace Manidala.Storage.Sqlite;

/// <summary>
/// Takes what was erased out of the write-ahead logs, too: pages as they were before stay there until they are written over, which may be never. A log that
/// somebody is reading cannot be cut, so it is tried again with later commits. For the journal's one writer.
/// </summary>
internal sealed class SqliteScrub(IReadOnlyList<SqliteFile> files, TimeProvider time)
{
    // Commits wait meanwhile, so it is short, and not tried with each of them.
    private const int BusyTimeoutMs = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly HashSet<SqliteFile> _due = [];
    private long? _triedAt;

    /// <summary>Cuts all logs, or as many as can be cut now.</summary>
    public void Begin()
    {
        _due.UnionWith(files);
        Try();
    }

    /// <summary>Tries again what could not be cut, where there is such.</summary>
    public void Continue()
    {
        if (_due.Count > 0 && (_triedAt is not { } tried || time.GetElapsedTime(tried) >= Pause))
        {
            Try();
        }
    }

    /// <summary>Cuts the file's log; false where somebody is reading it.</summary>
    public static bool Cut(SqliteFile file)
    {
        using SqliteConnection connection = file.Open();
        SqliteFile.Execute(connection, $"PRAGMA busy_timeout={BusyTimeoutMs};");
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        try
        {
            return (long)command.ExecuteScalar()! == 0;
        }
        catch (SqliteException)
        {
            // What was committed is committed. A disk that refuses this refuses the next commit, too, and that says it.
            return false;
        }
    }

    private void Try()
    {
        _triedAt = time.GetTimestamp();
        _due.RemoveWhere(Cut);
    }
}
