using Manidala.Engine.Catalog;

namespace Manidala.Engine.Model;

/// <summary>What an item tower takes of one item.</summary>
/// <param name="Item">Null where the row is made up.</param>
/// <param name="Columns">Features, each with its weight beside it.</param>
internal sealed record TowerRow(Item? Item, long[] Columns, float[] Weights)
{
    /// <exception cref="InvalidItemFeatureException">An attribute is of another kind or length than the schema's.</exception>
    public static TowerRow Of(ItemFeatureSchema schema, Item item)
    {
        var columns = new List<int>();
        var weights = new List<float>();
        ItemFeatureEntries.Append(schema, schema.Encode(item), columns, weights);
        return new TowerRow(item, [.. columns.Select(column => (long)column)], [.. weights]);
    }

    public static TowerRow OfColumn(int column) => new(null, [column], [1]);
}
