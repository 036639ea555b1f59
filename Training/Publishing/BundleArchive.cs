using System.Formats.Tar;
using System.Security.Cryptography;
using Manidala.Engine.Model;

namespace Manidala.Training.Publishing;

/// <summary>A bundle as one file on its way to a server. Equal bundles give equal bytes, so that an upload can go on where another run left it.</summary>
/// <param name="Sha256">Lower-case hexadecimal digits.</param>
internal sealed record BundleArchive(string Path, long Bytes, string Sha256)
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static async Task<BundleArchive> CreateAsync(string folder, BundleManifest manifest, string path, CancellationToken cancellationToken)
    {
        var archive = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 20, useAsync: true);
        await using (archive.ConfigureAwait(false))
        {
            var writer = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true);
            await using (writer.ConfigureAwait(false))
            {
                foreach (string name in manifest.Files.Keys.Append("manifest.json").Order(StringComparer.Ordinal))
                {
                    await AddAsync(writer, System.IO.Path.Combine(folder, name), cancellationToken).ConfigureAwait(false);
                }
            }

            archive.Position = 0;
            byte[] digest = await SHA256.HashDataAsync(archive, cancellationToken).ConfigureAwait(false);
            return new BundleArchive(path, archive.Length, Convert.ToHexStringLower(digest));
        }
    }

    // Neither times nor owners: they differ from one copy of a bundle to the next.
    private static async Task AddAsync(TarWriter writer, string file, CancellationToken cancellationToken)
    {
        FileStream content = File.OpenRead(file);
        await using (content.ConfigureAwait(false))
        {
            var entry = new UstarTarEntry(TarEntryType.RegularFile, System.IO.Path.GetFileName(file))
            {
                ModificationTime = DateTimeOffset.UnixEpoch,
                Mode = Mode,
                DataStream = content,
            };
            await writer.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
        }
    }
}
