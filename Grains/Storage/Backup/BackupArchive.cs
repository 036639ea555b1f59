using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Manidala.Storage.Backup;

/// <summary>The file of a backup: a zip of the data, the manifest with its checksum, and the manifest's own checksum.</summary>
internal static class BackupArchive
{
    private const string Manifest = "manifest.json";
    private const string ManifestSum = "manifest.sha256";
    private const int LongestManifest = 1 << 16;

    /// <summary>Puts the data into an archive, which has its name only when it is whole and on the disk.</summary>
    /// <param name="manifest">Without length and checksum.</param>
    public static async Task<BackupManifest> WriteAsync(string path, string data, BackupManifest manifest, CompressionLevel level, CancellationToken cancellationToken)
    {
        string unfinished = path + ".unfinished";
        try
        {
            FileStream file = new(unfinished, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
            await using (file.ConfigureAwait(false))
            {
                using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
                {
                    manifest = await AddDataAsync(zip, data, manifest, level, cancellationToken).ConfigureAwait(false);
                    byte[] json = JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest);
                    await AddAsync(zip, Manifest, json, cancellationToken).ConfigureAwait(false);
                    await AddAsync(zip, ManifestSum, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json))), cancellationToken).ConfigureAwait(false);
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: false);
            return manifest;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Takes the data out into a file, and answers what it is; where a bit of it is not as it was written, the file is gone and the archive refused.</summary>
    public static async Task<BackupManifest> ExtractAsync(string path, string kind, string to, CancellationToken cancellationToken)
    {
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            BackupManifest manifest = await ReadManifestAsync(zip, path, kind, cancellationToken).ConfigureAwait(false);
            ZipArchiveEntry entry = zip.GetEntry(manifest.File) ?? throw Damaged(path, $"{manifest.File} is not in it");
            (long bytes, string sum) = await CopyAsync(entry, to, manifest.Bytes, cancellationToken).ConfigureAwait(false);
            return bytes == manifest.Bytes && sum == manifest.Sha256
                ? manifest
                : throw Damaged(path, $"{manifest.File} has {bytes} bytes or more and SHA-256 {sum}; expected {manifest.Bytes} bytes and {manifest.Sha256}");
        }
        catch (Exception failure)
        {
            File.Delete(to);
            if (failure is InvalidDataException or JsonException or EndOfStreamException)
            {
                throw Damaged(path, failure.Message, failure);
            }

            throw;
        }
    }

    private static async Task<BackupManifest> ReadManifestAsync(ZipArchive zip, string path, string kind, CancellationToken cancellationToken)
    {
        byte[] json = await ReadAsync(zip, Manifest, path, cancellationToken).ConfigureAwait(false);
        string sum = Encoding.ASCII.GetString(await ReadAsync(zip, ManifestSum, path, cancellationToken).ConfigureAwait(false));
        if (Convert.ToHexStringLower(SHA256.HashData(json)) != sum)
        {
            throw Damaged(path, $"{Manifest} is not as {ManifestSum} says");
        }

        BackupManifest manifest = JsonSerializer.Deserialize(json, BackupJson.Default.BackupManifest)!;
        if (manifest.Format > BackupManifest.CurrentFormat)
        {
            throw new BackupException($"{path} is of format {manifest.Format}; this version reads up to {BackupManifest.CurrentFormat}. Use a newer Manidala.");
        }

        return manifest.Kind == kind
            ? manifest
            : throw new BackupException($"{path} is a backup of {manifest.Kind} and the database here is {kind}; restore it into the same kind, and `./manidala migrate` goes from SQLite to PostgreSQL.");
    }

    private static async Task<byte[]> ReadAsync(ZipArchive zip, string name, string path, CancellationToken cancellationToken)
    {
        ZipArchiveEntry entry = zip.GetEntry(name) ?? throw Damaged(path, $"{name} is not in it");
        byte[] bytes = new byte[LongestManifest];
        Stream stream = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            int read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return bytes[..read];
        }
    }

    private static async Task<BackupManifest> AddDataAsync(ZipArchive zip, string data, BackupManifest manifest, CompressionLevel level, CancellationToken cancellationToken)
    {
        FileStream from = new(data, FileMode.Open, FileAccess.Read, FileShare.Read);
        await using (from.ConfigureAwait(false))
        {
            Stream to = await zip.CreateEntry(manifest.File, level).OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (to.ConfigureAwait(false))
            {
                (long bytes, string sum) = await CopyAsync(from, to, long.MaxValue, cancellationToken).ConfigureAwait(false);
                return manifest with { Bytes = bytes, Sha256 = sum };
            }
        }
    }

    private static async Task AddAsync(ZipArchive zip, string name, byte[] content, CancellationToken cancellationToken)
    {
        Stream to = await zip.CreateEntry(name).OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (to.ConfigureAwait(false))
        {
            await to.WriteAsync(content, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<(long Bytes, string Sum)> CopyAsync(ZipArchiveEntry entry, string path, long most, CancellationToken cancellationToken)
    {
        Stream from = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (from.ConfigureAwait(false))
        {
            FileStream to = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            await using (to.ConfigureAwait(false))
            {
                (long, string) copied = await CopyAsync(from, to, most, cancellationToken).ConfigureAwait(false);
                to.Flush(flushToDisk: true);
                return copied;
            }
        }
    }

    // No further than one piece beyond what is expected: a damaged archive may say of itself that it has no end.
    private static async Task<(long Bytes, string Sum)> CopyAsync(Stream from, Stream to, long most, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] piece = new byte[1 << 20];
        long bytes = 0;
        while (bytes <= most && await from.ReadAsync(piece, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            hash.AppendData(piece, 0, read);
            await to.WriteAsync(piece.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            bytes += read;
        }

        return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static BackupException Damaged(string path, string what, Exception? inner = null) =>
        new($"{path} is damaged, or no backup of Manidala: {what}. Nothing was restored.", inner);
}
