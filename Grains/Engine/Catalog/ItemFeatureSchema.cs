using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Manidala.Engine.Catalog;

/// <summary>
/// Which attributes a model reads and how: stored beside it, so that an item that comes later is encoded as those that it was trained on. Thread-safe.
/// </summary>
public sealed class ItemFeatureSchema
{
    private readonly FrozenDictionary<string, int>[] _vocabularies;

    public ItemFeatureSchema(IEnumerable<ItemFeatureAttribute> attributes)
    {
        Attributes = [.. attributes];
        _vocabularies = [.. Attributes.Select(CheckAndIndex)];
        string? twice = Attributes.GroupBy(attribute => attribute.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new InvalidItemFeatureException($"the attribute '{twice}' stands twice in the description of item features.");
        }
    }

    public ImmutableArray<ItemFeatureAttribute> Attributes { get; }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static ItemFeatureSchema FromJson(string json) => ItemFeatureSchemaJson.Read(json);

    public string ToJson() => ItemFeatureSchemaJson.Write(this);

    /// <summary>The item in the schema's columns. Attributes and texts that the schema does not know are left out.</summary>
    /// <exception cref="InvalidItemFeatureException">An attribute is of another kind or length than the schema's.</exception>
    public ItemFeatureRow Encode(Item item)
    {
        IReadOnlyDictionary<string, ItemAttributeValue> values = ItemAttributeReader.Read(item);
        var ids = new int[Attributes.Length][];
        var numbers = new float[Attributes.Length][];
        bool[] isPresent = new bool[Attributes.Length];
        for (int place = 0; place < Attributes.Length; place++)
        {
            ItemFeatureAttribute attribute = Attributes[place];
            ItemAttributeValue value = values.GetValueOrDefault(attribute.Name, ItemAttributeValue.Nothing);
            Check(item, attribute, value);
            ids[place] = EncodeTexts(place, value);
            numbers[place] = EncodeNumbers(attribute, value);
            isPresent[place] = attribute.IsText ? ids[place].Length > 0 : value.Kind is not null;
        }

        return new ItemFeatureRow(ids, numbers, isPresent);
    }

    /// <summary>What an attribute's values have to be, for messages.</summary>
    public static string Describe(ItemFeatureKind kind, int width) => kind switch
    {
        ItemFeatureKind.Categorical => "a text",
        ItemFeatureKind.MultiValued => "an array of texts",
        ItemFeatureKind.Numeric => "a number",
        _ => string.Create(CultureInfo.InvariantCulture, $"an array of {width} numbers"),
    };

    private static void Check(Item item, ItemFeatureAttribute attribute, ItemAttributeValue value)
    {
        bool isAsExpected = value.Kind is null
            || (value.Kind == attribute.Kind && (attribute.Kind != ItemFeatureKind.Vector || value.Numbers.Count == attribute.Width));
        if (!isAsExpected)
        {
            throw ItemAttributeReader.Refuse(item.Id, attribute.Name, ItemAttributeReader.Describe(value), Describe(attribute.Kind, attribute.Width));
        }
    }

    private static float[] EncodeNumbers(ItemFeatureAttribute attribute, ItemAttributeValue value)
    {
        float[] encoded = new float[attribute.Width];
        for (int place = 0; place < value.Numbers.Count; place++)
        {
            // The bounds keep an absurd number of a later item from becoming infinite, and are far outside any that standardises well.
            double standard = (value.Numbers[place] - attribute.Mean) / attribute.Deviation;
            encoded[place] = (float)Math.Clamp(standard, float.MinValue, float.MaxValue);
        }

        return encoded;
    }

    private static FrozenDictionary<string, int> CheckAndIndex(ItemFeatureAttribute attribute)
    {
        bool isSound = Enum.IsDefined(attribute.Kind)
            && !attribute.Vocabulary.IsDefault
            && double.IsFinite(attribute.Mean)
            && double.IsFinite(attribute.Deviation) && attribute.Deviation > 0
            && (attribute.IsText ? attribute.Width == 0 : attribute is { Width: > 0, Vocabulary.IsEmpty: true })
            && (attribute.Kind != ItemFeatureKind.Numeric || attribute.Width == 1);
        if (!isSound)
        {
            throw new InvalidItemFeatureException($"the description of the item feature '{attribute.Name}' contradicts itself: {attribute}.");
        }

        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string text in attribute.Vocabulary)
        {
            if (!index.TryAdd(text, index.Count))
            {
                throw new InvalidItemFeatureException($"the vocabulary of the item feature '{attribute.Name}' holds '{text}' twice.");
            }
        }

        return index.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private int[] EncodeTexts(int place, ItemAttributeValue value)
    {
        if (value.Texts.Count == 0)
        {
            return [];
        }

        var ids = new List<int>(value.Texts.Count);
        foreach (string text in value.Texts)
        {
            if (_vocabularies[place].TryGetValue(text, out int id))
            {
                ids.Add(id);
            }
        }

        ids.Sort();
        return [.. ids];
    }
}
