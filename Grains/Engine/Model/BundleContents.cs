using Manidala.Engine.Catalog;

namespace Manidala.Engine.Model;

/// <summary>What a trainer hands over to be written as a bundle.</summary>
/// <param name="ItemIds">External ids; row i of <paramref name="ItemEmbeddings"/> belongs to id i.</param>
/// <param name="ItemEmbeddings">Row-major, <paramref name="Dimension"/> numbers an item: the encoder's input and the vectors that are searched.</param>
/// <param name="ItemBias">Added to each item's score; empty for none.</param>
public sealed record BundleContents(
    string Name,
    EncoderContract Encoder,
    int Dimension,
    IReadOnlyList<string> ItemIds,
    ReadOnlyMemory<float> ItemEmbeddings,
    ReadOnlyMemory<float> ItemBias,
    ReadOnlyMemory<byte> EncoderOnnx,
    long TrainedThrough,
    IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>Features of an item in, its embedding and bias out; empty where items are known by their ids alone.</summary>
    public ReadOnlyMemory<byte> ItemTowerOnnx { get; init; }

    /// <summary>How an item's attributes become features; null where there is no item tower.</summary>
    public ItemFeatureSchema? ItemFeatures { get; init; }

    /// <summary>How the embeddings are stored.</summary>
    public EmbeddingFormat EmbeddingFormat { get; init; }
}
