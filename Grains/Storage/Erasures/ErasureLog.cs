using Manidala.Storage.Sql;

namespace Manidala.Storage.Erasures;

/// <summary>Reads the <c>erasure</c> table; the journal's writer fills it, in the transaction that erases.</summary>
internal sealed class ErasureLog(SqlDatabase database) : IErasureLog
{
    public Task<IReadOnlyList<Erasure>> ReadAsync(long below, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return database.ReadAsync<IReadOnlyList<Erasure>>(
            async connection => await connection
                .Command(
                    "SELECT number, erased_ms, interactions FROM erasure WHERE number < @below ORDER BY number DESC LIMIT @limit",
                    ("below", below), ("limit", limit))
                .ListAsync(
                    row => new Erasure(row.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), row.GetInt64(2)), cancellationToken)
                .ConfigureAwait(false),
            cancellationToken);
    }

    public Task<long> ReadLastAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async connection => await connection.Command("SELECT MAX(number) FROM erasure").ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0,
        cancellationToken);
}
