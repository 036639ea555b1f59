using System.Data;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Examination;

/// <summary>Holds the files of the active model to the lengths and checksums of its manifest; a chunk of them is in memory at a time.</summary>
internal static class StoredModelCheck
{
    private const string Active =
        """
        SELECT model.version, manifest, bytes FROM model JOIN model_activation ON model_activation.version = model.version
        WHERE rolled_back_ms IS NULL ORDER BY model_activation.number DESC LIMIT 1
        """;

    public static async Task<StoredModel?> RunAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        List<(string Version, string Manifest, long Bytes)> active = await connection.Command(Active)
            .ListAsync(row => (row.GetString(0), row.GetString(1), row.GetInt64(2)), cancellationToken).ConfigureAwait(false);
        if (active.Count == 0)
        {
            return null;
        }

        (string version, string manifest, long bytes) = active[0];
        using JsonDocument document = JsonDocument.Parse(manifest);
        List<string> faults = [];
        foreach (JsonProperty file in document.RootElement.GetProperty("files").EnumerateObject())
        {
            string expected = file.Value.GetProperty("sha256").GetString()!;
            string? found = await HashAsync(connection, version, file.Name, cancellationToken).ConfigureAwait(false);
            if (found != expected)
            {
                faults.Add($"{file.Name} {(found is null ? "is not there" : $"has SHA-256 {found} where the manifest says {expected}")}");
            }
        }

        return new(version, bytes, faults);
    }

    /// <returns>Lower-case hexadecimal digits; null where there is no such file.</returns>
    private static async Task<string?> HashAsync(DbConnection connection, string version, string name, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        bool isThere = false;
        DbCommand command = connection.Command(
            "SELECT content FROM model_file WHERE version = @version AND name = @name ORDER BY chunk", ("version", version), ("name", name));
        await using (command.ConfigureAwait(false))
        {
            DbDataReader reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    isThere = true;
                    hash.AppendData(await reader.GetFieldValueAsync<byte[]>(0, cancellationToken).ConfigureAwait(false));
                }
            }
        }

        return isThere ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null;
    }
}
