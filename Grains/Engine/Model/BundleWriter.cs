using System.Security.Cryptography;
using System.Text;
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
        return BundleFolder.Write(folder, partial => WriteFiles(partial, contents));
    }

    /// <summary>Writes the manifest, after it has got the version that its contents give it.</summary>
    internal static BundleManifest WriteManifest(string folder, BundleManifest manifest)
    {
        // The nameless manifest holds every file's checksum and all else, so its digest names the contents.
        BundleManifest unnamed = manifest with { Version = "" };
        byte[] digest = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(unnamed, BundleJson.Default.BundleManifest));
        BundleManifest named = unnamed with { Version = $"{manifest.Name}-{Convert.ToHexStringLower(digest)[..VersionDigits]}" };
        BundleFolder.WriteFile(folder, BundleFiles.Manifest, JsonSerializer.SerializeToUtf8Bytes(named, BundleJson.Default.BundleManifest));
        return named;
    }

    /// <summary>Writes the embeddings' files in a format and lists them.</summary>
    internal static void WriteEmbeddings(
        string folder, EmbeddingFormat format, ReadOnlySpan<float> values, int dimension, IDictionary<string, BundleFile> files)
    {
        switch (format)
        {
            case EmbeddingFormat.F16:
                files[EmbeddingFiles.F16] = BundleFolder.WriteNumbers<Half>(folder, EmbeddingFiles.F16, EmbeddingCodec.ToHalves(values));
                break;
            case EmbeddingFormat.Int8:
                (sbyte[] numbers, float[] scales) = EmbeddingCodec.ToInt8(values, dimension);
                files[EmbeddingFiles.Int8] = BundleFolder.WriteNumbers<sbyte>(folder, EmbeddingFiles.Int8, numbers);
                files[EmbeddingFiles.Int8Scale] = BundleFolder.WriteNumbers<float>(folder, EmbeddingFiles.Int8Scale, scales);
                break;
            default:
                files[EmbeddingFiles.F32] = BundleFolder.WriteNumbers(folder, EmbeddingFiles.F32, values);
                break;
        }
    }

    private static BundleManifest WriteFiles(string folder, BundleContents contents)
    {
        var files = new SortedDictionary<string, BundleFile>(StringComparer.Ordinal)
        {
            [BundleFiles.Items] = BundleFolder.WriteFile(folder, BundleFiles.Items, ItemsJson(contents.ItemIds)),
            [BundleFiles.EncoderOnnx] = BundleFolder.WriteFile(folder, BundleFiles.EncoderOnnx, contents.EncoderOnnx.Span),
        };
        WriteEmbeddings(folder, contents.EmbeddingFormat, contents.ItemEmbeddings.Span, contents.Dimension, files);
        if (!contents.ItemBias.IsEmpty)
        {
            files[BundleFiles.ItemBias] = BundleFolder.WriteNumbers(folder, BundleFiles.ItemBias, contents.ItemBias.Span);
        }

        if (contents.ItemFeatures is { } schema)
        {
            files[BundleFiles.ItemFeatures] = BundleFolder.WriteFile(folder, BundleFiles.ItemFeatures, Encoding.UTF8.GetBytes(schema.ToJson()));
            files[BundleFiles.ItemTowerOnnx] = BundleFolder.WriteFile(folder, BundleFiles.ItemTowerOnnx, contents.ItemTowerOnnx.Span);
        }

        return WriteManifest(folder, new BundleManifest(
            BundleManifest.CurrentFormat,
            contents.Name,
            Version: "",
            contents.Encoder.InOrder(),
            contents.Dimension,
            contents.ItemIds.Count,
            contents.TrainedThrough,
            new SortedDictionary<string, double>(contents.Metrics.ToDictionary(), StringComparer.Ordinal),
            files));
    }

    private static byte[] ItemsJson(IReadOnlyList<string> ids) => JsonSerializer.SerializeToUtf8Bytes([.. ids], BundleJson.Default.StringArray);
}
