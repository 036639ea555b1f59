namespace Manidala.Engine.Model;

/// <summary>The names of a bundle's files, and the bounds that reader and writer hold to.</summary>
internal static class BundleFiles
{
    public const string Manifest = "manifest.json";
    public const string Items = "items.json";
    public const string ItemEmbeddings = "item_embeddings.f32";
    public const string ItemBias = "item_bias.f32";
    public const string EncoderOnnx = "encoder.onnx";

    /// <summary>Features of an item in, its embedding and bias out: what an item that came after training is recommended by.</summary>
    public const string ItemTowerOnnx = "item_tower.onnx";

    /// <summary>How an item's attributes become features.</summary>
    public const string ItemFeatures = "item_features.json";

    public const int MaxItemIdLength = 128;
    public const int MaxNameLength = 64;
    public const int MaxStateSize = 1 << 16;
    public const int MaxManifestBytes = 1 << 20;

    public static bool IsPlainName(string name) =>
        name.Length is > 0 and <= 128 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
