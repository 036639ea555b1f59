using System.Collections.Immutable;
using Manidala.Engine.Catalog;

namespace Manidala.Training.Data;

/// <summary>
/// The attributes of all items as columns of numbers, one row an item in the order given. A row is what <see cref="ItemFeatureSchema.Encode"/> gives for
/// its item. Immutable.
/// </summary>
internal sealed class ItemFeatureTable
{
    private readonly ItemFeatureColumn[] _columns;

    private ItemFeatureTable(ItemFeatureSchema schema, ItemFeatureColumn[] columns, int rows, IReadOnlyList<IgnoredAttribute> ignored)
    {
        _columns = columns;
        Schema = schema;
        RowCount = rows;
        Ignored = ignored;
    }

    /// <summary>What a bundle keeps, so that items that come later are encoded alike.</summary>
    public ItemFeatureSchema Schema { get; }

    public int RowCount { get; }

    /// <summary>Attributes in ordinal order of their names.</summary>
    public ImmutableArray<ItemFeatureAttribute> Attributes => Schema.Attributes;

    /// <summary>Attributes that nothing can be learnt from, and why.</summary>
    public IReadOnlyList<IgnoredAttribute> Ignored { get; }

    /// <exception cref="InvalidItemFeatureException">Items disagree about an attribute, or it is not usable; the message names both.</exception>
    public static ItemFeatureTable From(IReadOnlyList<Item> items, ItemFeatureOptions options)
    {
        options.Check();
        ItemFeatureSchema schema = ReadSchema(items, options, out List<IgnoredAttribute> ignored);
        ItemFeatureColumn[] columns = [.. schema.Attributes.Select(attribute => new ItemFeatureColumn(attribute, items.Count))];
        foreach (Item item in items)
        {
            ItemFeatureRow row = schema.Encode(item);
            for (int attribute = 0; attribute < columns.Length; attribute++)
            {
                columns[attribute].Add(row.Ids(attribute), row.Values(attribute), row.IsPresent(attribute));
            }
        }

        return new ItemFeatureTable(schema, columns, items.Count, ignored);
    }

    /// <summary>Ids of every row one after another; <see cref="Offsets"/> says where each row begins. Empty for numbers.</summary>
    public ReadOnlySpan<int> Ids(int attribute) => _columns[attribute].Ids;

    /// <summary>Where each row's ids begin, and at the end where the last one's end: <see cref="RowCount"/> + 1 places.</summary>
    public ReadOnlySpan<int> Offsets(int attribute) => _columns[attribute].Offsets;

    public ReadOnlySpan<int> IdsOf(int attribute, int row)
    {
        ReadOnlySpan<int> offsets = Offsets(attribute);
        return Ids(attribute)[offsets[row]..offsets[row + 1]];
    }

    /// <summary>Numbers of every row, <see cref="ItemFeatureAttribute.Width"/> each; zeros where an item has none. Empty for texts.</summary>
    public ReadOnlySpan<float> Values(int attribute) => _columns[attribute].Values;

    public ReadOnlySpan<float> ValuesOf(int attribute, int row)
    {
        int width = Attributes[attribute].Width;
        return Values(attribute).Slice(row * width, width);
    }

    /// <summary>1 for each row that has a value, else 0.</summary>
    public ReadOnlySpan<float> Presence(int attribute) => _columns[attribute].Presence;

    private static ItemFeatureSchema ReadSchema(IReadOnlyList<Item> items, ItemFeatureOptions options, out List<IgnoredAttribute> ignored)
    {
        var profiles = new SortedDictionary<string, ItemFeatureProfile>(StringComparer.Ordinal);
        foreach (Item item in items)
        {
            foreach ((string name, ItemAttributeValue value) in ItemAttributeReader.Read(item))
            {
                if (options.Excluded.Contains(name))
                {
                    continue;
                }

                if (!profiles.TryGetValue(name, out ItemFeatureProfile? profile))
                {
                    profile = new ItemFeatureProfile(name, options);
                    profiles.Add(name, profile);
                }

                profile.Add(item, value);
            }
        }

        ignored = [];
        var attributes = new List<ItemFeatureAttribute>();
        foreach ((string name, ItemFeatureProfile profile) in profiles)
        {
            if (profile.ToAttribute(out string reason) is { } attribute)
            {
                attributes.Add(attribute);
            }
            else
            {
                ignored.Add(new IgnoredAttribute(name, reason));
            }
        }

        return new ItemFeatureSchema(attributes);
    }
}
