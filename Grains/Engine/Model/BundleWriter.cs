using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Manidala.Engine.Model;

/// <summary>Writes bundles. Equal contents give equal bytes and an equal version.</summary>
public static class BundleWriter
{
    private const int VersionDigits = 12;

    /// <summary>Writes the bundle whole or not at all: beside the folder first, then in its place.</summary>
    /// <param name="folder">The bundle's own folder; one that is there already is replaced.</param>
    /// <exception cref="ArgumentException">The contents are not a bundle; the message says why.</exception>
    public static BundleManifest Write(string folder, BundleContents contents)
    {
        ContentsRules.Check(contents);
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string partial = $"{target}.partial-{Environment.ProcessId}";
        Remove(partial);
        Directory.CreateDirectory(partial);
        try
        {
            BundleManifest manifest = WriteFiles(partial, contents);
            Replace(target, partial);
            return manifest;
        }
        catch
        {
            Remove(partial);
            throw;
        }
    }

    private static BundleManifest WriteFiles(string folder, BundleContents contents)
    {
        var files = new SortedDictionary<string, BundleFile>(StringComparer.Ordinal)
        {
            [BundleFiles.Items] = WriteFile(folder, BundleFiles.Items, ItemsJson(contents.ItemIds)),
            [BundleFiles.ItemEmbeddings] = WriteFloats(folder, BundleFiles.ItemEmbeddings, contents.ItemEmbeddings.Span),
            [BundleFiles.EncoderOnnx] = WriteFile(folder, BundleFiles.EncoderOnnx, contents.EncoderOnnx.Span),
        };
        if (!contents.ItemBias.IsEmpty)
        {
            files[BundleFiles.ItemBias] = WriteFloats(folder, BundleFiles.ItemBias, contents.ItemBias.Span);
        }

        BundleManifest manifest = Describe(contents, files);
        WriteFile(folder, BundleFiles.Manifest, JsonSerializer.SerializeToUtf8Bytes(manifest, BundleJson.Default.BundleManifest));
        return manifest;
    }

    private static BundleManifest Describe(BundleContents contents, IReadOnlyDictionary<string, BundleFile> files)
    {
        var metrics = new SortedDictionary<string, double>(contents.Metrics.ToDictionary(), StringComparer.Ordinal);
        var unnamed = new BundleManifest(
            BundleManifest.CurrentFormat,
            contents.Name,
            Version: "",
            contents.Encoder.InOrder(),
            contents.Dimension,
            contents.ItemIds.Count,
            contents.TrainedThrough,
            metrics,
            files);

        // The nameless manifest holds every file's checksum and all else, so its digest names the contents.
        byte[] digest = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(unnamed, BundleJson.Default.BundleManifest));
        return unnamed with { Version = $"{contents.Name}-{Convert.ToHexStringLower(digest)[..VersionDigits]}" };
    }

    private static byte[] ItemsJson(IReadOnlyList<string> ids) => JsonSerializer.SerializeToUtf8Bytes([.. ids], BundleJson.Default.StringArray);

    private static BundleFile WriteFloats(string folder, string name, ReadOnlySpan<float> values)
    {
        const int ChunkFloats = 1 << 20;
        using FileStream file = Create(folder, name);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int at = 0; at < values.Length; at += ChunkFloats)
        {
            ReadOnlySpan<byte> chunk = MemoryMarshal.AsBytes(values[at..Math.Min(at + ChunkFloats, values.Length)]);
            file.Write(chunk);
            hash.AppendData(chunk);
        }

        file.Flush(flushToDisk: true);
        return new BundleFile(Convert.ToHexStringLower(hash.GetHashAndReset()), file.Length);
    }

    private static BundleFile WriteFile(string folder, string name, ReadOnlySpan<byte> bytes)
    {
        using FileStream file = Create(folder, name);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
        return new BundleFile(Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
    }

    private static FileStream Create(string folder, string name) => new(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write);

    // A folder cannot be renamed over another, so for a moment there is none; the old one comes back where the new one cannot take its place.
    private static void Replace(string target, string partial)
    {
        if (!Directory.Exists(target))
        {
            Directory.Move(partial, target);
            return;
        }

        string old = $"{target}.old-{Environment.ProcessId}";
        Remove(old);
        Directory.Move(target, old);
        try
        {
            Directory.Move(partial, target);
        }
        catch
        {
            Directory.Move(old, target);
            throw;
        }

        Remove(old);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
