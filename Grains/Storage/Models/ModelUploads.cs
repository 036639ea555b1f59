using System.Data.Common;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Models;

/// <summary>The tables <c>model_upload</c> and <c>model_upload_part</c>. The row's <c>received</c> is what decides which bytes come next.</summary>
internal sealed class ModelUploads(SqlDatabase database, TimeProvider time) : IModelUploads
{
    private const string SelectUpload = "SELECT id, bytes, sha256, received, touched_ms FROM model_upload WHERE id = @id";

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<StoredUpload?> OpenAsync(string id, long bytes, string sha256, int most, CancellationToken cancellationToken)
    {
        StorableText.Check(id, nameof(id));
        StorableText.Check(sha256, nameof(sha256));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        return database.WriteAsync(
            WriteLock.Models,
            async connection =>
            {
                if (await FindAsync(connection, id, cancellationToken).ConfigureAwait(false) is { } known)
                {
                    return known;
                }

                long? others = await connection.Command("SELECT COUNT(*) FROM model_upload").ScalarAsync(cancellationToken).ConfigureAwait(false);
                if (others >= most)
                {
                    return null;
                }

                await connection
                    .Command(
                        "INSERT INTO model_upload (id, bytes, sha256, received, touched_ms) VALUES (@id, @bytes, @sha256, 0, @time)",
                        ("id", id), ("bytes", bytes), ("sha256", sha256), ("time", NowMs))
                    .ExecuteAsync(cancellationToken).ConfigureAwait(false);
                return await FindAsync(connection, id, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<StoredUpload?> FindAsync(string id, CancellationToken cancellationToken)
    {
        StorableText.Check(id, nameof(id));
        return database.ReadAsync(connection => FindAsync(connection, id, cancellationToken), cancellationToken);
    }

    public Task<StoredUpload?> AppendAsync(string id, long offset, byte[] content, CancellationToken cancellationToken)
    {
        StorableText.Check(id, nameof(id));
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfZero(content.Length, nameof(content));
        return database.WriteAsync(
            WriteLock.Models,
            async connection =>
            {
                int moved = await connection
                    .Command(
                        """
                        UPDATE model_upload SET received = received + @length, touched_ms = @time
                        WHERE id = @id AND received = @offset AND received + @length <= bytes
                        """,
                        ("id", id), ("offset", offset), ("length", (long)content.Length), ("time", NowMs))
                    .ExecuteAsync(cancellationToken).ConfigureAwait(false);
                if (moved > 0)
                {
                    await connection
                        .Command(
                            "INSERT INTO model_upload_part (id, position, content) VALUES (@id, @offset, @content)",
                            ("id", id), ("offset", offset), ("content", content))
                        .ExecuteAsync(cancellationToken).ConfigureAwait(false);
                }

                return await FindAsync(connection, id, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public async Task<bool> CopyToAsync(string id, Stream target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } upload)
        {
            return false;
        }

        // A part a statement, so that no more than one is in memory.
        for (long at = 0; at < upload.Received;)
        {
            List<byte[]> part = await database.ReadAsync(
                connection => connection
                    .Command("SELECT content FROM model_upload_part WHERE id = @id AND position = @at", ("id", id), ("at", at))
                    .ListAsync(row => row.GetFieldValue<byte[]>(0), cancellationToken),
                cancellationToken).ConfigureAwait(false);
            if (part.Count == 0)
            {
                // Removed while it was read.
                return false;
            }

            await target.WriteAsync(part[0], cancellationToken).ConfigureAwait(false);
            at += part[0].Length;
        }

        return true;
    }

    public Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        StorableText.Check(id, nameof(id));
        return database.WriteAsync(
            WriteLock.Models, async connection => await DeleteAsync(connection, "id = @id", ("id", id), cancellationToken).ConfigureAwait(false) > 0, cancellationToken);
    }

    public async Task<int> DeleteUntouchedSinceAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        long before = moment.ToUnixTimeMilliseconds();
        long? expired = await database.ReadAsync(
            connection => connection.Command("SELECT COUNT(*) FROM model_upload WHERE touched_ms < @before", ("before", before)).ScalarAsync(cancellationToken),
            cancellationToken).ConfigureAwait(false);

        // Nearly always there is none, and then the writer's place is left to others.
        return expired is null or 0
            ? 0
            : await database.WriteAsync(
                WriteLock.Models, connection => DeleteAsync(connection, "touched_ms < @before", ("before", before), cancellationToken), cancellationToken)
                .ConfigureAwait(false);
    }

    private static async Task<StoredUpload?> FindAsync(DbConnection connection, string id, CancellationToken cancellationToken) =>
        (await connection.Command(SelectUpload, ("id", id)).ListAsync(Read, cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    private static async Task<int> DeleteAsync(
        DbConnection connection, string which, (string Name, object? Value) value, CancellationToken cancellationToken)
    {
        await connection.Command($"DELETE FROM model_upload_part WHERE id IN (SELECT id FROM model_upload WHERE {which})", value)
            .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        return await connection.Command($"DELETE FROM model_upload WHERE {which}", value).ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static StoredUpload Read(DbDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)));
}
