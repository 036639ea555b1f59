using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Manidala.Engine.Catalog;

namespace Manidala.Engine.Model;

/// <summary>Reads one bundle's files, each against the manifest.</summary>
internal sealed class BundleReader(string folder)
{
    private const int ChunkFloats = 1 << 20;

    public Bundle Read()
    {
        BundleManifest manifest = ManifestReader.Read(folder);
        foreach (string required in (ReadOnlySpan<string>)[BundleFiles.Items, BundleFiles.EncoderOnnx])
        {
            if (!manifest.Files.ContainsKey(required))
            {
                throw Refusal(BundleFiles.Manifest, $"lists no {required}", "items.json, encoder.onnx and the items' embeddings");
            }
        }

        EmbeddingFormat format = EmbeddingFiles.FormatOf(folder, manifest);
        ItemIds itemIds = ReadItemIds(manifest);
        ItemFeatureSchema? features = ReadItemFeatures(manifest);
        float[] bias = manifest.Files.ContainsKey(BundleFiles.ItemBias) ? ReadFloats(manifest, BundleFiles.ItemBias, manifest.ItemCount) : [];
        var bundle = new Bundle(folder, manifest)
        {
            ItemIds = itemIds,
            EmbeddingFormat = format,
            ItemEmbeddings = ReadEmbeddings(manifest, format),
            ItemBias = bias,
            EncoderOnnx = ReadBytes(manifest, BundleFiles.EncoderOnnx),
            ItemFeatures = features,
            ItemTowerOnnx = features is null ? null : ReadBytes(manifest, BundleFiles.ItemTowerOnnx),
        };
        CheckOthers(manifest);
        return bundle;
    }

    private ItemFeatureSchema? ReadItemFeatures(BundleManifest manifest)
    {
        bool hasTower = manifest.Files.ContainsKey(BundleFiles.ItemTowerOnnx);
        if (hasTower != manifest.Files.ContainsKey(BundleFiles.ItemFeatures))
        {
            throw Refusal(
                BundleFiles.Manifest,
                $"lists {(hasTower ? BundleFiles.ItemTowerOnnx : BundleFiles.ItemFeatures)} alone",
                $"{BundleFiles.ItemTowerOnnx} and {BundleFiles.ItemFeatures} together");
        }

        try
        {
            return hasTower ? ItemFeatureSchema.FromJson(Encoding.UTF8.GetString(ReadBytes(manifest, BundleFiles.ItemFeatures))) : null;
        }
        catch (InvalidItemFeatureException malformed)
        {
            throw new InvalidBundleException(Message(BundleFiles.ItemFeatures, malformed.Message, "a description of item features"), malformed);
        }
    }

    private ItemIds ReadItemIds(BundleManifest manifest)
    {
        ItemIds ids = ParseItemIds(ReadBytes(manifest, BundleFiles.Items), manifest.ItemCount);
        return ids.Count == manifest.ItemCount ? ids : throw Refusal(BundleFiles.Items, $"{ids.Count} ids", $"{manifest.ItemCount} as the manifest says");
    }

    private ItemIds ParseItemIds(byte[] json, int expected)
    {
        try
        {
            return ItemIdsReader.Read(json, expected);
        }
        catch (InvalidDataException refused)
        {
            throw new InvalidBundleException($"{Path.Combine(folder, BundleFiles.Items)}: found {refused.Message}.", refused);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw new InvalidBundleException(Message(BundleFiles.Items, malformed.Message, "a JSON array of strings"), malformed);
        }
    }

    private float[] ReadEmbeddings(BundleManifest manifest, EmbeddingFormat format)
    {
        long count = (long)manifest.ItemCount * manifest.Dimension;
        switch (format)
        {
            case EmbeddingFormat.F16:
                float[] values = EmbeddingCodec.FromHalves(ReadNumbers(manifest, EmbeddingFiles.F16, count, sizeof(ushort), "two a number"));
                RefuseNotFinite(EmbeddingFiles.F16, values);
                return values;
            case EmbeddingFormat.Int8:
                return ReadInt8(manifest, count);
            default:
                return ReadFloats(manifest, EmbeddingFiles.F32, count);
        }
    }

    private float[] ReadInt8(BundleManifest manifest, long count)
    {
        float[] scales = ReadFloats(manifest, EmbeddingFiles.Int8Scale, manifest.ItemCount);
        int negative = Array.FindIndex(scales, scale => float.IsNegative(scale));
        if (negative >= 0)
        {
            throw Refusal(EmbeddingFiles.Int8Scale, $"the scale {scales[negative]:R} at row {negative}", "zero or more");
        }

        byte[] numbers = ReadNumbers(manifest, EmbeddingFiles.Int8, count, sizeof(sbyte), "one a number");
        int outside = numbers.AsSpan().IndexOf((byte)0x80);
        if (outside >= 0)
        {
            throw Refusal(EmbeddingFiles.Int8, $"-128 at number {outside}", "-127 to 127");
        }

        float[] values = EmbeddingCodec.FromInt8(numbers, scales, manifest.Dimension);
        RefuseNotFinite(EmbeddingFiles.Int8Scale, values);
        return values;
    }

    private byte[] ReadNumbers(BundleManifest manifest, string name, long count, int width, string rule)
    {
        if (manifest.Files[name].Bytes != count * width || count > Array.MaxLength)
        {
            throw Refusal(name, $"{manifest.Files[name].Bytes} bytes", $"{count * width}, {rule}");
        }

        return ReadBytes(manifest, name);
    }

    private void RefuseNotFinite(string name, ReadOnlySpan<float> values)
    {
        if (!TensorPrimitives.IsFiniteAll(values))
        {
            throw Refusal(name, "a number that is not finite", "finite numbers");
        }
    }

    private float[] ReadFloats(BundleManifest manifest, string name, long count)
    {
        long bytes = count * sizeof(float);
        if (manifest.Files[name].Bytes != bytes || count > Array.MaxLength)
        {
            throw Refusal(name, $"{manifest.Files[name].Bytes} bytes", $"{bytes}, four a number");
        }

        using FileStream file = Open(manifest, name);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        float[] values = new float[count];
        for (int at = 0; at < values.Length; at += ChunkFloats)
        {
            Span<float> chunk = values.AsSpan(at, Math.Min(ChunkFloats, values.Length - at));
            Span<byte> raw = MemoryMarshal.AsBytes(chunk);
            file.ReadExactly(raw);
            hash.AppendData(raw);
            if (!TensorPrimitives.IsFiniteAll(chunk))
            {
                throw Refusal(name, $"a number that is not finite among numbers {at} to {at + chunk.Length - 1}", "finite numbers");
            }
        }

        CheckHash(manifest, name, hash.GetHashAndReset());
        return values;
    }

    private byte[] ReadBytes(BundleManifest manifest, string name)
    {
        if (manifest.Files[name].Bytes > Array.MaxLength)
        {
            throw Refusal(name, $"{manifest.Files[name].Bytes} bytes", $"at most {Array.MaxLength}");
        }

        using FileStream file = Open(manifest, name);
        byte[] bytes = new byte[manifest.Files[name].Bytes];
        file.ReadExactly(bytes);
        CheckHash(manifest, name, SHA256.HashData(bytes));
        return bytes;
    }

    /// <summary>Files that this version does not use are checked all the same: a damaged bundle is damaged.</summary>
    private void CheckOthers(BundleManifest manifest)
    {
        foreach (string name in manifest.Files.Keys)
        {
            if (name is not (BundleFiles.Items or BundleFiles.ItemBias or BundleFiles.EncoderOnnx or BundleFiles.ItemTowerOnnx or BundleFiles.ItemFeatures)
                && !EmbeddingFiles.Has(name))
            {
                using FileStream file = Open(manifest, name);
                CheckHash(manifest, name, SHA256.HashData(file));
            }
        }
    }

    private FileStream Open(BundleManifest manifest, string name)
    {
        try
        {
            var file = new FileStream(BundlePaths.Of(folder, name), FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length == manifest.Files[name].Bytes)
            {
                return file;
            }

            long length = file.Length;
            file.Dispose();
            throw Refusal(name, $"{length} bytes", $"{manifest.Files[name].Bytes} as the manifest says");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new InvalidBundleException(Message(name, "no such file, or one that cannot be read", "the file that the manifest lists"), missing);
        }
    }

    private void CheckHash(BundleManifest manifest, string name, byte[] hash)
    {
        string found = Convert.ToHexStringLower(hash);
        if (found != manifest.Files[name].Sha256)
        {
            throw Refusal(name, $"SHA-256 {found}", $"{manifest.Files[name].Sha256} as the manifest says");
        }
    }

    private InvalidBundleException Refusal(string name, string found, string expected) => new(Message(name, found, expected));

    private string Message(string name, string found, string expected) => $"{Path.Combine(folder, name)}: found {found}; expected {expected}.";
}
