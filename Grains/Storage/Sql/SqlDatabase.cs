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

    public abstract ValueTask DisposeAsync();
}
