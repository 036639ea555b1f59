using System.Globalization;
using Manidala.Engine.Catalog;

namespace Manidala.Training.Data;

/// <summary>What all items together say about one attribute: its kind, its texts and how many items have each, its numbers' mean and spread.</summary>
internal sealed class ItemFeatureProfile(string name, ItemFeatureOptions options)
{
    private readonly Dictionary<string, (int Count, string FirstItem)> _texts = new(StringComparer.Ordinal);
    private string _firstItem = "";
    private ItemFeatureKind? _kind;
    private int _width;
    private long _numbers;
    private double _mean;
    private double _squares;

    public void Add(Item item, ItemAttributeValue value)
    {
        if (value.Kind is not { } kind)
        {
            return;
        }

        if (_kind is null)
        {
            _kind = kind;
            _width = value.Numbers.Count;
            _firstItem = item.Id;
            CheckWidth(item, value);
        }
        else if (_kind != kind || _width != value.Numbers.Count)
        {
            throw ItemAttributeReader.Refuse(
                item.Id, name, ItemAttributeReader.Describe(value), $"{ItemFeatureSchema.Describe(_kind.Value, _width)}, as item '{_firstItem}' has");
        }

        foreach (string text in value.Texts)
        {
            _texts[text] = _texts.TryGetValue(text, out (int Count, string FirstItem) before) ? (before.Count + 1, before.FirstItem) : (1, item.Id);
        }

        if (kind == ItemFeatureKind.Numeric)
        {
            AddNumber(value.Numbers[0]);
        }
    }

    /// <summary>The attribute for a schema; null, with the reason, where it holds nothing to learn from.</summary>
    public ItemFeatureAttribute? ToAttribute(out string reason)
    {
        reason = "";
        switch (_kind)
        {
            case null:
                reason = "no item has a value";
                return null;
            case ItemFeatureKind.Numeric:
                double deviation = Math.Sqrt(_squares / _numbers);
                return new ItemFeatureAttribute(name, ItemFeatureKind.Numeric, [], 1, _mean, deviation > Math.Abs(_mean) * 1e-9 ? deviation : 1);
            case ItemFeatureKind.Vector:
                return new ItemFeatureAttribute(name, ItemFeatureKind.Vector, [], _width);
            default:
                string[] vocabulary = [.. _texts.Where(text => text.Value.Count >= options.MinimumCount).Select(text => text.Key).Order(StringComparer.Ordinal)];
                CheckVocabulary(vocabulary);
                reason = string.Create(CultureInfo.InvariantCulture, $"none of its {_texts.Count} texts is of at least {options.MinimumCount} items");
                return vocabulary.Length == 0 ? null : new ItemFeatureAttribute(name, _kind.Value, [.. vocabulary], 0);
        }
    }

    // Welford's, because the plain sum of squares loses a spread that is small beside the mean, as of years.
    private void AddNumber(double number)
    {
        _numbers++;
        double off = number - _mean;
        _mean += off / _numbers;
        _squares += off * (number - _mean);
    }

    private void CheckWidth(Item item, ItemAttributeValue value)
    {
        if (_width > options.MaxWidth)
        {
            throw ItemAttributeReader.Refuse(
                item.Id, name, ItemAttributeReader.Describe(value), string.Create(CultureInfo.InvariantCulture, $"at most {options.MaxWidth} numbers"));
        }
    }

    private void CheckVocabulary(string[] vocabulary)
    {
        if (vocabulary.Length <= options.MaxVocabulary)
        {
            return;
        }

        string over = vocabulary[options.MaxVocabulary];
        throw ItemAttributeReader.Refuse(
            _texts[over].FirstItem,
            name,
            string.Create(CultureInfo.InvariantCulture, $"'{over}' is one of {vocabulary.Length} distinct texts of at least {options.MinimumCount} items"),
            string.Create(CultureInfo.InvariantCulture, $"at most {options.MaxVocabulary} (raise the minimum count, or leave the attribute out)"));
    }
}
