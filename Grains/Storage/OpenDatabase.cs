using Manidala.Storage.Journal;
using Manidala.Storage.Postgres.Partitions;
using Manidala.Storage.Sql;

namespace Manidala.Storage;

/// <summary>The parts of a database that is open, migrated and checked.</summary>
/// <param name="OpenHistory">A source for one reader.</param>
/// <param name="Grains">What must be closed for Orleans' storage besides the database; null where they are one.</param>
internal sealed record OpenDatabase(SqlDatabase Database, IJournalCommitter Committer, Func<IHistorySource> OpenHistory, OrleansStorage Orleans, IAsyncDisposable? Grains)
{
    /// <summary>Null where the journal is of one piece.</summary>
    public PostgresPartitions? Partitions { get; init; }
}
