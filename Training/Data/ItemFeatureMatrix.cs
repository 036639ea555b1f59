using Manidala.Engine.Catalog;

namespace Manidala.Training.Data;

/// <summary>
/// What is known of items beside who interacted with them, as a sparse matrix [items, features]: a category is a feature of weight 1, the values of a list share
/// a weight of 1, a number or an entry of a given vector is a feature of its own with that weight.
/// </summary>
/// <param name="FeatureCount">Columns.</param>
/// <param name="Offsets">Where each item's entries begin, and the end of the last.</param>
/// <param name="Features">Columns of the entries.</param>
/// <param name="Weights">Values of the entries.</param>
internal sealed record ItemFeatureMatrix(int FeatureCount, int[] Offsets, int[] Features, float[] Weights)
{
    /// <summary>How attributes became columns, for a bundle to keep; null where they came from elsewhere.</summary>
    public ItemFeatureSchema? Schema { get; init; }

    public int ItemCount => Offsets.Length - 1;

    public ReadOnlySpan<int> FeaturesOf(int item) => Features.AsSpan(Offsets[item]..Offsets[item + 1]);

    public ReadOnlySpan<float> WeightsOf(int item) => Weights.AsSpan(Offsets[item]..Offsets[item + 1]);

    /// <summary>The matrix of all items; null where they have no attribute that says anything.</summary>
    public static ItemFeatureMatrix? Of(ItemFeatureSchema schema, IReadOnlyList<Item> items)
    {
        if (schema.Attributes.IsEmpty)
        {
            return null;
        }

        int[] offsets = new int[items.Count + 1];
        var features = new List<int>();
        var weights = new List<float>();
        for (int item = 0; item < items.Count; item++)
        {
            ItemFeatureEntries.Append(schema, schema.Encode(items[item]), features, weights);
            offsets[item + 1] = features.Count;
        }

        return new ItemFeatureMatrix(ItemFeatureEntries.ColumnsOf(schema), offsets, [.. features], [.. weights]) { Schema = schema };
    }
}
