using System.Text.Json;

namespace Manidala.Engine.Catalog;

/// <summary>
/// The attributes of a page's items, laid out to be asked for: which items have a label, and what number or texts an item has. Texts, true and false, and
/// numbers as they are written are labels; the first number of an attribute is its number. Immutable.
/// </summary>
internal sealed class PageTraits
{
    public const int Words = CatalogPage.Places / 64;

    private readonly Dictionary<Label, ulong[]> _labels = [];
    private readonly Dictionary<string, double[]> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]?[]> _texts = new(StringComparer.Ordinal);

    public PageTraits(CatalogPage page)
    {
        for (int place = 0; place < CatalogPage.Places; place++)
        {
            if (page[place].Id is not null)
            {
                Read(place, page.Attributes(place));
            }
        }
    }

    /// <summary>The items with the label, as a bitset of places; empty for none.</summary>
    public ReadOnlySpan<ulong> WithLabel(Label label) => _labels.GetValueOrDefault(label);

    public bool HasLabel(int place, Label label) => _labels.TryGetValue(label, out ulong[]? places) && Bitset.Contains(places, place);

    /// <summary>The attribute's number by place, not a number where there is none; empty where no item has one.</summary>
    public ReadOnlySpan<double> Numbers(string attribute) => _numbers.GetValueOrDefault(attribute);

    /// <summary>The attribute's values as texts; empty for none.</summary>
    public ReadOnlySpan<string> Texts(int place, string attribute) =>
        _texts.TryGetValue(attribute, out string[]?[]? values) ? values[place] : [];

    private void Read(int place, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                ReadValue(place, name, ref reader);
            }
        }
    }

    private void ReadValue(int place, string name, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    ReadValue(place, name, ref reader);
                }

                break;
            case JsonTokenType.StartObject:
                // What no attribute holds says nothing.
                reader.Skip();
                break;
            case JsonTokenType.String:
                Add(place, new Label(name, reader.GetString()!));
                break;
            case JsonTokenType.True or JsonTokenType.False:
                Add(place, new Label(name, reader.TokenType == JsonTokenType.True ? "true" : "false"));
                break;
            case JsonTokenType.Number:
                Add(place, name, reader.GetDouble());
                Add(place, new Label(name, System.Text.Encoding.UTF8.GetString(reader.ValueSpan)));
                break;
        }
    }

    private void Add(int place, Label label)
    {
        if (!_labels.TryGetValue(label, out ulong[]? places))
        {
            _labels.Add(label, places = new ulong[Words]);
        }

        if (Bitset.Contains(places, place))
        {
            return;
        }

        Bitset.Add(places, place);
        if (!_texts.TryGetValue(label.Name, out string[]?[]? values))
        {
            _texts.Add(label.Name, values = new string[]?[CatalogPage.Places]);
        }

        values[place] = [.. values[place] ?? [], label.Value];
    }

    private void Add(int place, string name, double number)
    {
        if (!_numbers.TryGetValue(name, out double[]? numbers))
        {
            _numbers.Add(name, numbers = new double[CatalogPage.Places]);
            Array.Fill(numbers, double.NaN);
        }

        if (double.IsNaN(numbers[place]))
        {
            numbers[place] = number;
        }
    }
}
