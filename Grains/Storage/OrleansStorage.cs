using System.Data.Common;

namespace Manidala.Storage;

/// <summary>What Orleans' ADO.NET providers need to use the same database; their tables and queries are there once it is open.</summary>
/// <param name="Invariant"><c>System.Data.SQLite</c> or <c>Npgsql</c>.</param>
/// <param name="ConnectionString">Opens the database; with PostgreSQL it holds the password.</param>
/// <param name="DataSource">To be preferred: its pool is bounded and its connections are tuned. Orleans refuses to be given both.</param>
public sealed record OrleansStorage(string Invariant, string ConnectionString, DbDataSource? DataSource)
{
    /// <summary>Leaves out the connection string, which may hold a password.</summary>
    public override string ToString() => $"{nameof(OrleansStorage)} {{ Invariant = {Invariant} }}";
}
