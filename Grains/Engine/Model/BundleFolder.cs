using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Manidala.Engine.Model;

/// <summary>Writes a bundle's folder whole or not at all, and its files with their checksums.</summary>
internal static class BundleFolder
{
    /// <summary>Lets the function fill a folder beside the target, and then puts it in the target's place.</summary>
    public static BundleManifest Write(string folder, Func<string, BundleManifest> fill)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string partial = $"{target}.partial-{Environment.ProcessId}";
        Remove(partial);
        Directory.CreateDirectory(partial);
        try
        {
            BundleManifest manifest = fill(partial);
            Replace(target, partial);
            return manifest;
        }
        catch
        {
            Remove(partial);
            throw;
        }
    }

    public static BundleFile WriteFile(string folder, string name, ReadOnlySpan<byte> bytes) => WriteNumbers(folder, name, bytes);

    /// <summary>Numbers of any width, little-endian. More than 2 GB of them are written in pieces.</summary>
    public static BundleFile WriteNumbers<T>(string folder, string name, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        const int ChunkNumbers = 1 << 20;
        using FileStream file = Create(folder, name);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int at = 0; at < values.Length; at += ChunkNumbers)
        {
            ReadOnlySpan<byte> chunk = MemoryMarshal.AsBytes(values[at..Math.Min(at + ChunkNumbers, values.Length)]);
            file.Write(chunk);
            hash.AppendData(chunk);
        }

        file.Flush(flushToDisk: true);
        return new BundleFile(Convert.ToHexStringLower(hash.GetHashAndReset()), file.Length);
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
