using System.Numerics.Tensors;
using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Model;

/// <summary>What a writer takes: whatever it wrote, the reader must accept.</summary>
internal static class ContentsRules
{
    public static void Check(BundleContents contents)
    {
        Require(
            BundleFiles.IsPlainName(contents.Name) && contents.Name.Length <= BundleFiles.MaxNameLength,
            $"The name '{contents.Name}' must be 1 to {BundleFiles.MaxNameLength} letters, digits, '.', '_' or '-', not starting with a dot.");
        if (ContractRules.Problem(contents.Encoder) is { } problem)
        {
            throw new ArgumentException($"Found {problem.Found}; expected {problem.Expected}.", nameof(contents));
        }

        Require(
            contents.Dimension is >= 1 and <= ItemVectors.MaxDimension, $"The dimension {contents.Dimension} must be 1 to {ItemVectors.MaxDimension}.");
        Require(contents.TrainedThrough >= 0, $"The sequence {contents.TrainedThrough} must not be negative.");
        Require(!contents.EncoderOnnx.IsEmpty, "The encoder's file must not be empty.");
        Require(contents.ItemTowerOnnx.IsEmpty == (contents.ItemFeatures is null), "An item tower and the description of its features must come together.");
        Require(contents.Metrics.Values.All(double.IsFinite), "Metrics must be finite.");
        CheckNumbers(contents);
        CheckIds(contents.ItemIds);
    }

    /// <summary>Halves end at ±65,504; what rounds beyond would be read as infinite.</summary>
    public static void CheckRange(ReadOnlySpan<float> embeddings, EmbeddingFormat format)
    {
        Require(Enum.IsDefined(format), $"The format {format} of embeddings must be F32, F16 or Int8.");
        if (format == EmbeddingFormat.F16 && !embeddings.IsEmpty)
        {
            float largest = TensorPrimitives.MaxMagnitude(embeddings);
            Require(
                Half.IsFinite((Half)largest),
                $"Embeddings hold {largest:R}; 16-bit floats allow -65504 to 65504.");
        }
    }

    private static void CheckNumbers(BundleContents contents)
    {
        int items = contents.ItemIds.Count;
        long expected = (long)items * contents.Dimension;
        Require(items >= 1, "There must be at least one item.");
        Require(
            contents.ItemEmbeddings.Length == expected,
            $"There are {contents.ItemEmbeddings.Length} numbers of embeddings; {items} items of {contents.Dimension} need {expected}.");
        Require(
            contents.ItemBias.IsEmpty || contents.ItemBias.Length == items, $"There are {contents.ItemBias.Length} biases for {items} items.");
        Require(TensorPrimitives.IsFiniteAll(contents.ItemEmbeddings.Span), "Embeddings must be finite.");
        CheckRange(contents.ItemEmbeddings.Span, contents.EmbeddingFormat);
        Require(contents.ItemBias.IsEmpty || TensorPrimitives.IsFiniteAll(contents.ItemBias.Span), "Biases must be finite.");
    }

    private static void CheckIds(IReadOnlyList<string> ids)
    {
        var seen = new HashSet<string>(ids.Count, StringComparer.Ordinal);
        for (int row = 0; row < ids.Count; row++)
        {
            Require(
                ids[row].Length is >= 1 and <= BundleFiles.MaxItemIdLength,
                $"The id at row {row} has {ids[row].Length} characters; 1 to {BundleFiles.MaxItemIdLength} are allowed.");
            Require(seen.Add(ids[row]), $"The id '{ids[row]}' at row {row} is there twice.");
        }
    }

    private static void Require(bool isFine, string message)
    {
        if (!isFine)
        {
            throw new ArgumentException(message, "contents");
        }
    }
}
