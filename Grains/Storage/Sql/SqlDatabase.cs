using System.Data.Common;

namespace Manidala.Storage.Sql;

/// <summary>What the catalogue, the registry and the journal's readers need of a database, whichever it is. Thread-safe.</summary>
internal abstract class SqlDatabase : IAsyncDisposable
{
    /// <summary>Where it is, for messages; without any secret.</summary>
    public abstract string Description { get; }

    /// <summary>The statements that the two databases say differently.</summary>
    public abstract SqlDialect Dialect { get; }

    /// <summary>Runs the function with a connection that sees what is committed.</summary>
    public abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Runs the function in a transaction, alone among all processes that write under the same lock, and commits it.</summary>
    public abstract Task<T> WriteAsync<T>(WriteLock writeLock, Func<DbConnection, Task<T>> write, CancellationToken cancellationToken);

    /// <summary>One user's interactions after the sequence <c>@after</c>, for a statement on this connection.</summary>
    public abstract UserRows RowsOf(DbConnection connection, string userId);

    /// <summary>
    /// A sequence of the journal up to which everything that will ever be committed is committed now: what a transaction that still runs, or has
    /// yet to begin, commits is above it. Rows up to it must be read by a later statement than this.
    /// </summary>
    public abstract Task<long> ReadHorizonAsync(DbConnection connection, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
