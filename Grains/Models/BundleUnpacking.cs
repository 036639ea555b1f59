using System.Formats.Tar;
using Manidala.Engine.Model;

namespace Manidala.Grains.Models;

/// <summary>Unpacks a bundle's archive into a folder: plain files without a path, as many as a bundle has.</summary>
internal static class BundleUnpacking
{
    private const long MostUnpackedBytes = 8L << 30;
    private const int MostFiles = 16;

    public static async Task UnpackAsync(Stream archive, string folder, CancellationToken cancellationToken)
    {
        try
        {
            await TarHeaders.CheckAsync(archive, cancellationToken);
            await using var reader = new TarReader(archive, leaveOpen: true);
            long unpacked = 0;
            int count = 0;
            while (await reader.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
            {
                if (entry.EntryType is TarEntryType.GlobalExtendedAttributes or TarEntryType.ExtendedAttributes)
                {
                    continue;
                }

                unpacked += entry.Length;
                if (!IsPlainName(entry.Name) || entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                    || ++count > MostFiles || unpacked > MostUnpackedBytes)
                {
                    throw new InvalidBundleException(
                        $"The archive holds \"{entry.Name}\" ({entry.EntryType}); allowed are up to {MostFiles} plain files without a folder.");
                }

                await ExtractAsync(entry, Path.Combine(folder, entry.Name), cancellationToken);
            }
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException or FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new InvalidBundleException($"The archive cannot be read as tar: {damage.Message}");
        }
    }

    // Not by the entry itself, which would take over its mode and times: a file that nobody may read, and a year that no file has.
    private static async Task ExtractAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        if (entry.DataStream is { } content)
        {
            await content.CopyToAsync(file, cancellationToken);
        }
    }

    private static bool IsPlainName(string name) =>
        name.Length is > 0 and <= 64 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-') && name[0] != '.';
}
