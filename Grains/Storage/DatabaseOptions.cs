namespace Manidala.Storage;

/// <summary>Where the truth is kept, and how much of it may wait to be written.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The folder of the embedded databases; made where it is missing. Not used with PostgreSQL.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>An Npgsql connection string; null for the embedded SQLite databases.</summary>
    public string? PostgresConnectionString { get; init; }

    /// <summary>Most interactions that may wait for the journal; further ones are refused. More of it is more memory under load.</summary>
    public int JournalQueueCapacity { get; init; } = 50_000;

    /// <summary>
    /// Most interactions in one commit; a single call above it is still committed whole. Larger groups commit more a second, each a little later.
    /// </summary>
    public int JournalMaxGroup { get; init; } = 1000;

    /// <summary>
    /// SQLite: how many interactions' keys gather in memory, at least, before they are merged into the table by user; a sixteenth of all, at most eight times this
    /// number, in a journal that is larger. More of it is less to write, more memory (about 200 bytes each) and a longer start after a crash.
    /// </summary>
    public int JournalMergeAfter { get; init; } = 16_384;

    /// <summary>PostgreSQL: how much time a partition of the journal holds, of those that are still to be made.</summary>
    public JournalPeriod JournalPeriod { get; init; } = JournalPeriod.Month;

    /// <summary>How many read users' histories at a time, each on a connection of its own. More of it shares the disk among more users.</summary>
    public int HistoryReaders { get; init; } = 2;

    /// <summary>Most users that may wait for their history; further ones are refused.</summary>
    public int HistoryQueueCapacity { get; init; } = 10_000;

    /// <summary>How long a user may wait for its history; one that has waited for longer is refused when its turn comes.</summary>
    public TimeSpan HistoryMaxWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Reads <c>DATABASE_URL</c> (a postgres:// URL or an Npgsql connection string), else <c>PGHOST</c>, <c>PGPORT</c>, <c>PGUSER</c>,
    /// <c>PGPASSWORD</c>, <c>PGDATABASE</c> and <c>PGSSLMODE</c> where <c>PGHOST</c> is set; with neither, SQLite in the folder. <c>JOURNAL_PARTITIONS</c> is day, week or month.
    /// </summary>
    public static DatabaseOptions FromEnvironment(string dataDirectory, Func<string, string?> environment)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        ArgumentNullException.ThrowIfNull(environment);
        return new()
        {
            DataDirectory = dataDirectory,
            PostgresConnectionString = Postgres.PostgresEnvironment.ReadConnectionString(environment),
            JournalPeriod = ReadPeriod(environment("JOURNAL_PARTITIONS")),
        };
    }

    private static JournalPeriod ReadPeriod(string? value) => value switch
    {
        null or "" or "month" => JournalPeriod.Month,
        "week" => JournalPeriod.Week,
        "day" => JournalPeriod.Day,
        _ => throw new InvalidDatabaseSettingException("JOURNAL_PARTITIONS", $"is \"{value}\"; allowed: day, week, month."),
    };

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(DataDirectory);
        ArgumentOutOfRangeException.ThrowIfLessThan(JournalQueueCapacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(JournalMaxGroup, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(JournalMergeAfter, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(HistoryReaders, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(HistoryQueueCapacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HistoryMaxWait, TimeSpan.Zero);
    }
}
