using System.Data.Common;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Models;

/// <summary>Writes a version's files beside the folder and renames them into place once they are whole.</summary>
internal static class ModelDownload
{
    private readonly record struct StoredFile(string Name, long Bytes, int Chunks);

    public static async Task WriteAsync(DbConnection connection, string version, long bytes, string folder, CancellationToken cancellationToken)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.Exists(target))
        {
            throw new IOException($"{target} is there already; a model is only written into a new folder.");
        }

        string partial = $"{target}.{Path.GetRandomFileName()}.partial";
        Directory.CreateDirectory(partial);
        try
        {
            long written = await WriteFilesAsync(connection, version, partial, cancellationToken).ConfigureAwait(false);
            if (written != bytes)
            {
                throw new InvalidDataException($"Model {version} is stored with {written} bytes where {bytes} were published.");
            }

            Directory.Move(partial, target);
        }
        catch
        {
            Directory.Delete(partial, recursive: true);
            throw;
        }
    }

    private static async Task<long> WriteFilesAsync(DbConnection connection, string version, string folder, CancellationToken cancellationToken)
    {
        List<StoredFile> files = await connection
            .Command(
                "SELECT name, MAX(file_bytes), COUNT(*) FROM model_file WHERE version = @version GROUP BY name ORDER BY name", ("version", version))
            .ListAsync(row => new StoredFile(row.GetString(0), row.GetInt64(1), row.GetInt32(2)), cancellationToken).ConfigureAwait(false);
        long written = 0;
        foreach (StoredFile file in files)
        {
            if (file.Name is "." or ".." || file.Name != Path.GetFileName(file.Name))
            {
                throw new InvalidDataException($"Model {version} holds a file named {file.Name}, which is a path.");
            }

            written += await WriteFileAsync(connection, version, file, folder, cancellationToken).ConfigureAwait(false);
        }

        return written;
    }

    private static async Task<long> WriteFileAsync(
        DbConnection connection, string version, StoredFile file, string folder, CancellationToken cancellationToken)
    {
        using FileStream stream = new(Path.Combine(folder, file.Name), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (int chunk = 0; chunk < file.Chunks; chunk++)
        {
            List<byte[]> content = await connection
                .Command(
                    "SELECT content FROM model_file WHERE version = @version AND name = @name AND chunk = @chunk",
                    ("version", version), ("name", file.Name), ("chunk", chunk))
                .ListAsync(row => row.GetFieldValue<byte[]>(0), cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(content.Single(), cancellationToken).ConfigureAwait(false);
        }

        if (stream.Length != file.Bytes)
        {
            throw new InvalidDataException($"File {file.Name} of model {version} is stored with {stream.Length} bytes where {file.Bytes} were published.");
        }

        return stream.Length;
    }
}
