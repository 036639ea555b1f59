namespace Manidala.Engine.Catalog;

/// <summary>
/// An item's attributes as entries of one sparse row, which is what an item tower takes: the attributes' columns stand side by side in the schema's order, a text
/// has weight 1, the texts of a list share it, numbers are their own weights, and behind an attribute's numbers one column more says that there are any.
/// </summary>
public static class ItemFeatureEntries
{
    /// <summary>Columns of a row.</summary>
    public static int ColumnsOf(ItemFeatureSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema.Attributes.Sum(ColumnsOf);
    }

    /// <summary>Appends the row's entries: columns and weights side by side.</summary>
    public static void Append(ItemFeatureSchema schema, ItemFeatureRow row, ICollection<int> columns, ICollection<float> weights)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(weights);
        int first = 0;
        for (int place = 0; place < schema.Attributes.Length; place++)
        {
            ItemFeatureAttribute attribute = schema.Attributes[place];
            foreach (int id in row.Ids(place))
            {
                columns.Add(first + id);
                weights.Add(1f / row.Ids(place).Length);
            }

            if (!attribute.IsText && row.IsPresent(place))
            {
                AppendNumbers(row.Values(place), first, columns, weights);
            }

            first += ColumnsOf(attribute);
        }
    }

    private static void AppendNumbers(ReadOnlySpan<float> values, int first, ICollection<int> columns, ICollection<float> weights)
    {
        for (int number = 0; number < values.Length; number++)
        {
            columns.Add(first + number);
            weights.Add(values[number]);
        }

        columns.Add(first + values.Length);
        weights.Add(1);
    }

    private static int ColumnsOf(ItemFeatureAttribute attribute) => attribute.IsText ? attribute.Size : attribute.Size + 1;
}
