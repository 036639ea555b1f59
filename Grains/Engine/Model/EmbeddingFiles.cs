namespace Manidala.Engine.Model;

/// <summary>Which files hold the embeddings in each format. A bundle holds those of exactly one.</summary>
internal static class EmbeddingFiles
{
    public const string F32 = BundleFiles.ItemEmbeddings;
    public const string F16 = "item_embeddings.f16";
    public const string Int8 = "item_embeddings.i8";
    public const string Int8Scale = "item_embeddings.i8.scale";

    /// <summary>What a message says is allowed.</summary>
    public const string Allowed = $"exactly one of {F32}, {F16} and {Int8}";

    private static readonly string[] All = [F32, F16, Int8];

    /// <summary>The file of the numbers themselves.</summary>
    public static string NameOf(EmbeddingFormat format) => format switch
    {
        EmbeddingFormat.F32 => F32,
        EmbeddingFormat.F16 => F16,
        EmbeddingFormat.Int8 => Int8,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format of embeddings."),
    };

    public static bool Has(string name) => name is F32 or F16 or Int8 or Int8Scale;

    /// <summary>The format of the files that a manifest lists.</summary>
    /// <exception cref="InvalidBundleException">It lists none, or those of more than one.</exception>
    public static EmbeddingFormat FormatOf(string folder, BundleManifest manifest)
    {
        string[] listed = [.. All.Where(manifest.Files.ContainsKey)];
        if (listed.Length != 1)
        {
            string found = listed.Length == 0 ? $"lists no {F32} nor another format" : $"lists {string.Join(" and ", listed)}";
            throw Refusal(folder, found, Allowed);
        }

        bool hasScale = manifest.Files.ContainsKey(Int8Scale);
        EmbeddingFormat format = Enum.GetValues<EmbeddingFormat>().Single(format => NameOf(format) == listed[0]);
        if (hasScale != (format == EmbeddingFormat.Int8))
        {
            throw Refusal(folder, hasScale ? $"lists {Int8Scale} beside {listed[0]}" : $"lists {Int8} without {Int8Scale}", $"{Int8} and {Int8Scale} together");
        }

        return format;
    }

    private static InvalidBundleException Refusal(string folder, string found, string expected) =>
        new($"{Path.Combine(folder, BundleFiles.Manifest)}: found {found}; expected {expected}.");
}
