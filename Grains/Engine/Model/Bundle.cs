using Manidala.Engine.Catalog;

namespace Manidala.Engine.Model;

/// <summary>The contents of a bundle's folder, checked. Immutable by convention: nobody writes into its arrays.</summary>
public sealed class Bundle
{
    internal Bundle(string folder, BundleManifest manifest)
    {
        Folder = folder;
        Manifest = manifest;
    }

    public string Folder { get; }

    public BundleManifest Manifest { get; }

    /// <summary>External ids; row i of <see cref="ItemEmbeddings"/> belongs to id i.</summary>
    public required ItemIds ItemIds { get; init; }

    /// <summary>How the embeddings are stored in the folder.</summary>
    public EmbeddingFormat EmbeddingFormat { get; init; }

    /// <summary>Row-major, the manifest's dimension numbers an item; 32-bit floats however they are stored.</summary>
    public required float[] ItemEmbeddings { get; init; }

    /// <summary>One number an item; empty for none.</summary>
    public required float[] ItemBias { get; init; }

    /// <summary>The step function.</summary>
    public required byte[] EncoderOnnx { get; init; }

    /// <summary>Features of an item in, its vector and bias out; null where items are known by their ids alone.</summary>
    public byte[]? ItemTowerOnnx { get; init; }

    /// <summary>How an item's attributes become features; null where there is no item tower.</summary>
    public ItemFeatureSchema? ItemFeatures { get; init; }

    /// <summary>Reads and checks a bundle.</summary>
    /// <exception cref="InvalidBundleException">Something is missing, damaged or not understood.</exception>
    public static Bundle Read(string folder) => new BundleReader(folder).Read();
}
