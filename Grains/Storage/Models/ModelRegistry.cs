using System.Data.Common;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Models;

/// <summary>
/// The tables <c>model</c>, <c>model_file</c> and <c>model_activation</c>. Activations are a stack: activating puts one on top, rolling back
/// takes the top one off (its row stays, marked), so a second rollback goes one further back.
/// </summary>
internal sealed class ModelRegistry(SqlDatabase database, TimeProvider time) : IModelRegistry
{
    private const string TopActivation = "SELECT MAX(number) FROM model_activation WHERE rolled_back_ms IS NULL";

    private const string SelectModels =
        $"""
        SELECT model.version, model.name, active.version IS NOT NULL AS is_active, model.published_ms,
            (SELECT MAX(activated_ms) FROM model_activation WHERE version = model.version) AS activated_ms, model.bytes, model.manifest,
            (SELECT rejected_for FROM model_activation WHERE version = model.version ORDER BY number DESC LIMIT 1) AS rejected_for
        FROM model LEFT JOIN model_activation AS active ON active.version = model.version AND active.number = ({TopActivation})
        """;

    public Task PublishAsync(string folder, string version, string name, string manifestJson, CancellationToken cancellationToken)
    {
        StorableText.Check(version, nameof(version));
        StorableText.Check(name, nameof(name));
        StorableText.Check(manifestJson, nameof(manifestJson));
        FileInfo[] files = ModelFiles.In(folder);
        return database.WriteAsync(
            WriteLock.Models,
            async connection =>
            {
                int added = await connection
                    .Command(
                        """
                        INSERT INTO model (version, name, manifest, bytes, published_ms) VALUES (@version, @name, @manifest, @bytes, @time)
                        ON CONFLICT (version) DO NOTHING
                        """,
                        ("version", version), ("name", name), ("manifest", manifestJson), ("bytes", files.Sum(file => file.Length)), ("time", NowMs))
                    .ExecuteAsync(cancellationToken).ConfigureAwait(false);
                if (added > 0)
                {
                    await ModelFiles.StoreAsync(connection, version, files, cancellationToken).ConfigureAwait(false);
                }

                return added;
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<RegisteredModel>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RegisteredModel>>(
            async connection => await connection.Command($"{SelectModels} ORDER BY model.number DESC")
                .ListAsync(ReadModel, cancellationToken).ConfigureAwait(false),
            cancellationToken);

    public Task<RegisteredModel?> GetActiveAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection => (await connection.Command($"{SelectModels} WHERE active.version IS NOT NULL")
                .ListAsync(ReadModel, cancellationToken).ConfigureAwait(false)).SingleOrDefault(),
            cancellationToken);

    public Task<bool> ActivateAsync(string version, CancellationToken cancellationToken)
    {
        StorableText.Check(version, nameof(version));
        return database.WriteAsync(
            WriteLock.Models,
            async connection =>
            {
                long known = await connection.Command("SELECT COUNT(*) FROM model WHERE version = @version", ("version", version))
                    .ScalarAsync(cancellationToken).ConfigureAwait(false) ?? 0;
                if (known == 0)
                {
                    return false;
                }

                // Activating what is active changes nothing, so that a rollback never goes back to the same version.
                await connection
                    .Command(
                        $"""
                        INSERT INTO model_activation (version, activated_ms)
                        SELECT version, @time FROM model WHERE version = @version
                            AND NOT EXISTS (SELECT 1 FROM model_activation WHERE version = @version AND number = ({TopActivation}))
                        """,
                        ("version", version), ("time", NowMs))
                    .ExecuteAsync(cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    public Task<string?> RollBackAsync(CancellationToken cancellationToken) => TakeBackAsync(null, null, cancellationToken);

    public Task<string?> RejectAsync(string version, string reason, CancellationToken cancellationToken)
    {
        StorableText.Check(version, nameof(version));
        StorableText.Check(reason, nameof(reason));
        return TakeBackAsync(version, reason, cancellationToken);
    }

    public Task<bool> DownloadAsync(string version, string folder, CancellationToken cancellationToken)
    {
        StorableText.Check(version, nameof(version));
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return database.ReadAsync(
            async connection =>
            {
                long? bytes = await connection.Command("SELECT bytes FROM model WHERE version = @version", ("version", version))
                    .ScalarAsync(cancellationToken).ConfigureAwait(false);
                if (bytes is null)
                {
                    return false;
                }

                await ModelDownload.WriteAsync(connection, version, bytes.Value, folder, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <param name="version">The one that has to be active; null for whichever is.</param>
    private Task<string?> TakeBackAsync(string? version, string? reason, CancellationToken cancellationToken) =>
        database.WriteAsync(
            WriteLock.Models,
            async connection =>
            {
                List<(long Number, string Version)> newest = await connection
                    .Command("SELECT number, version FROM model_activation WHERE rolled_back_ms IS NULL ORDER BY number DESC LIMIT 2")
                    .ListAsync(row => (row.GetInt64(0), row.GetString(1)), cancellationToken).ConfigureAwait(false);
                if (newest.Count < 2 || (version is not null && newest[0].Version != version))
                {
                    return null;
                }

                DbCommand command = reason is null
                    ? connection.Command("UPDATE model_activation SET rolled_back_ms = @time WHERE number = @number", ("time", NowMs), ("number", newest[0].Number))
                    : connection.Command(
                        "UPDATE model_activation SET rolled_back_ms = @time, rejected_for = @reason WHERE number = @number",
                        ("time", NowMs), ("reason", reason), ("number", newest[0].Number));
                await command.ExecuteAsync(cancellationToken).ConfigureAwait(false);
                return newest[1].Version;
            },
            cancellationToken);

    private static RegisteredModel ReadModel(DbDataReader row) => new(
        Version: row.GetString(0),
        Name: row.GetString(1),
        IsActive: row.GetBoolean(2),
        PublishedAt: DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
        ActivatedAt: row.IsDBNull(4) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
        Bytes: row.GetInt64(5),
        ManifestJson: row.GetString(6),
        RejectedFor: row.IsDBNull(7) ? null : row.GetString(7));
}
