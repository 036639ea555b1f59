using System.Text.Json;
using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Model;

/// <summary>Reads <c>manifest.json</c> and checks what can be checked before another file is opened.</summary>
internal static class ManifestReader
{
    public static BundleManifest Read(string folder)
    {
        string path = Path.Combine(folder, BundleFiles.Manifest);
        byte[] json = ReadBytes(path);
        try
        {
            RefuseNewer(path, json);
            BundleManifest manifest = JsonSerializer.Deserialize(json, BundleJson.Default.BundleManifest) ?? throw Refusal(path, "null", "an object");
            Check(path, manifest);
            return manifest;
        }
        catch (JsonException malformed)
        {
            throw new InvalidBundleException(
                $"{path}: found {malformed.Message.TrimEnd('.')}; expected a manifest of format {BundleManifest.CurrentFormat}.", malformed);
        }
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            using var file = new FileStream(BundlePaths.Of(Path.GetDirectoryName(path)!, BundleFiles.Manifest), FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > BundleFiles.MaxManifestBytes)
            {
                throw Refusal(path, $"{file.Length} bytes", $"at most {BundleFiles.MaxManifestBytes}");
            }

            byte[] json = new byte[file.Length];
            file.ReadExactly(json);
            return json;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidBundleException($"{path}: found no such file; expected a bundle's manifest.", missing);
        }
    }

    // Before the rest is parsed: a newer format may have another shape, and deserves the better message.
    private static void RefuseNewer(string path, byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("format", out JsonElement format)
            || format.ValueKind != JsonValueKind.Number
            || !format.TryGetInt32(out int number)
            || number < 1)
        {
            throw Refusal(path, "no format number", $"format 1 to {BundleManifest.CurrentFormat}");
        }

        if (number > BundleManifest.CurrentFormat)
        {
            throw Refusal(path, $"format {number}", $"at most {BundleManifest.CurrentFormat}, the newest that this program reads");
        }
    }

    private static void Check(string path, BundleManifest manifest)
    {
        RefuseUnless(BundleFiles.IsPlainName(manifest.Version), path, $"version '{manifest.Version}'", "letters, digits, '.', '_' and '-'");
        RefuseUnless(manifest.Name.Length is > 0 and <= BundleFiles.MaxNameLength, path, $"a name of {manifest.Name.Length} characters", $"1 to {BundleFiles.MaxNameLength}");
        if (ContractRules.Problem(manifest.Encoder) is { } problem)
        {
            throw Refusal(path, problem.Found, problem.Expected);
        }

        RefuseUnless(
            manifest.Dimension is >= 1 and <= ItemVectors.MaxDimension, path, $"dimension {manifest.Dimension}", $"1 to {ItemVectors.MaxDimension}");
        RefuseUnless(manifest.ItemCount >= 1, path, $"{manifest.ItemCount} items", "at least one");
        RefuseUnless(manifest.TrainedThrough >= 0, path, $"trainedThrough {manifest.TrainedThrough}", "a sequence number, or 0");
        foreach ((string name, BundleFile file) in manifest.Files)
        {
            RefuseUnless(BundleFiles.IsPlainName(name), path, $"the file name '{name}'", "a plain name without folders");
            RefuseUnless(file is { Bytes: >= 0, Sha256.Length: 64 }, path, $"a bad length or checksum for {name}", "bytes and 64 hexadecimal digits of SHA-256");
        }
    }

    private static void RefuseUnless(bool isFine, string path, string found, string expected)
    {
        if (!isFine)
        {
            throw Refusal(path, found, expected);
        }
    }

    private static InvalidBundleException Refusal(string path, string found, string expected) => new($"{path}: found {found}; expected {expected}.");
}
