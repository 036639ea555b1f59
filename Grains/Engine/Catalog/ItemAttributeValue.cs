namespace Manidala.Engine.Catalog;

/// <summary>The value of one attribute of one item.</summary>
/// <param name="Kind">Null where it says nothing: null, an empty text, an empty array.</param>
/// <param name="Texts">Of a categorical or multi-valued one, each once.</param>
/// <param name="Numbers">Of a numeric one or a vector; finite also as 32-bit floats.</param>
public readonly record struct ItemAttributeValue(ItemFeatureKind? Kind, IReadOnlyList<string> Texts, IReadOnlyList<double> Numbers)
{
    public static ItemAttributeValue Nothing { get; } = new(null, [], []);

    public static ItemAttributeValue OfTexts(ItemFeatureKind kind, IReadOnlyList<string> texts) => new(kind, texts, []);

    public static ItemAttributeValue OfNumbers(ItemFeatureKind kind, IReadOnlyList<double> numbers) => new(kind, [], numbers);
}
