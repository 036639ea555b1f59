using System.Text.Json.Serialization;

namespace Manidala.Engine.Model;

/// <summary>
/// The contents of <c>manifest.json</c>. Everything that a silo must know before it opens another file of the bundle.
/// </summary>
/// <param name="Format">Version of the bundle's layout; a reader refuses a newer one.</param>
/// <param name="Version">Names this bundle among all others: derived from the contents, so equal contents have equal versions.</param>
/// <param name="TrainedThrough">The journal's sequence that it was trained through; 0 for a model trained elsewhere.</param>
/// <param name="Files">SHA-256 (lower-case hex) and length of every other file of the bundle, by name.</param>
public sealed record BundleManifest(
    [property: JsonPropertyName("format")] int Format,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("encoder")] EncoderContract Encoder,
    [property: JsonPropertyName("dimension")] int Dimension,
    [property: JsonPropertyName("items")] int ItemCount,
    [property: JsonPropertyName("trainedThrough")] long TrainedThrough,
    [property: JsonPropertyName("metrics")] IReadOnlyDictionary<string, double> Metrics,
    [property: JsonPropertyName("files")] IReadOnlyDictionary<string, BundleFile> Files)
{
    public const int CurrentFormat = 2;
}

/// <summary>One file of a bundle.</summary>
public sealed record BundleFile(
    [property: JsonPropertyName("sha256")] string Sha256,
    [property: JsonPropertyName("bytes")] long Bytes);
