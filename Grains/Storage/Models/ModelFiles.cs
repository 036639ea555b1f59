using System.Data.Common;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Models;

/// <summary>Puts a bundle's files into <c>model_file</c>, in chunks, so that no more than one chunk is in memory.</summary>
internal static class ModelFiles
{
    public const int MaxChunkBytes = 1 << 20;

    /// <summary>The files of the folder itself, by name; a bundle has no folders inside.</summary>
    public static FileInfo[] In(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        DirectoryInfo directory = new(folder);
        if (directory.EnumerateDirectories().FirstOrDefault() is { } inner)
        {
            throw new InvalidDataException($"{folder} holds the folder {inner.Name}; a model bundle has only files.");
        }

        FileInfo[] files = [.. directory.EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new InvalidDataException($"{folder} holds no file.");
    }

    public static async Task StoreAsync(DbConnection connection, string version, FileInfo[] files, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaxChunkBytes];
        foreach (FileInfo file in files)
        {
            using FileStream stream = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            long stored = 0;
            // Even an empty file has one chunk: its row is what names it.
            for (int chunk = 0; chunk == 0 || stored < file.Length; chunk++)
            {
                int read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                stored += read;
                if (stored > file.Length || (read < buffer.Length && stored < file.Length))
                {
                    throw new InvalidDataException($"{file.FullName} changed while it was published.");
                }

                await StoreChunkAsync(connection, version, file, chunk, buffer.AsSpan(0, read).ToArray(), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static Task<int> StoreChunkAsync(
        DbConnection connection, string version, FileInfo file, int chunk, byte[] content, CancellationToken cancellationToken) =>
        connection
            .Command(
                "INSERT INTO model_file (version, name, chunk, file_bytes, content) VALUES (@version, @name, @chunk, @length, @content)",
                ("version", version), ("name", StorableText.Check(file.Name, nameof(file))), ("chunk", chunk), ("length", file.Length), ("content", content))
            .ExecuteAsync(cancellationToken);
}
