using System.Globalization;
using System.Text;
using Manidala.Engine.Catalog;

namespace Manidala.Training.Import;

/// <summary>Checks what a file says about items, one after another, and that they agree on what each attribute is.</summary>
internal sealed class ItemBuilder
{
    public const int MaxTitleLength = 512;
    public const int MaxCategories = 256;
    public const int MaxAttributes = 256;

    /// <summary>Room for an embedding of 4,096 numbers beside the rest.</summary>
    public const int MaxAttributesBytes = 64 * 1024;

    private readonly Dictionary<string, Seen> _kinds = new(StringComparer.Ordinal);

    /// <summary>Null where the item is good, else what is wrong with it.</summary>
    /// <param name="place">Where it stands, such as "line 3".</param>
    /// <param name="attributes">Values are text, double, an array of texts or of floats.</param>
    public string? TryBuild(string place, DescribedItem described, IReadOnlyCollection<KeyValuePair<string, object>> attributes, out DescribedItem item)
    {
        item = described;
        string? problem = FieldReader.ProblemWithId("item", described.Id)
            ?? ProblemWithCategories(described.Categories)
            ?? (attributes.Count > MaxAttributes ? Invariant($"{attributes.Count} attributes; the most is {MaxAttributes}") : null);
        foreach ((string name, object value) in attributes)
        {
            problem ??= FieldReader.ProblemWithName("attribute", name) ?? ProblemWithValue(name, value) ?? ProblemWithKind(place, name, value);
        }

        if (problem is not null)
        {
            return problem;
        }

        string json = AttributeJson.Write(attributes);
        if (Encoding.UTF8.GetByteCount(json) > MaxAttributesBytes)
        {
            return Invariant($"attributes of {Encoding.UTF8.GetByteCount(json)} bytes; the most is {MaxAttributesBytes}");
        }

        item = described with { Title = CleanTitle(described.Title), AttributesJson = json };
        return null;
    }

    private static string? ProblemWithCategories(IReadOnlyList<string>? categories)
    {
        if (categories is null)
        {
            return null;
        }

        return categories.Count > MaxCategories
            ? Invariant($"{categories.Count} categories; the most is {MaxCategories}")
            : categories.Select(category => FieldReader.ProblemWithName("category", category)).FirstOrDefault(problem => problem is not null);
    }

    private static string? ProblemWithValue(string name, object value) => value switch
    {
        double number when !double.IsFinite(number) => Invariant($"the attribute '{name}' is {number}; expected a finite number, or nothing"),
        float[] numbers when numbers.FirstOrDefault(number => !float.IsFinite(number)) is var odd and not 0 =>
            Invariant($"the attribute '{name}' has {odd} in it; expected finite numbers"),
        string text when !IsUnicode(text) => $"the attribute '{name}' holds {FieldReader.NoUnicode}",
        string[] texts when !texts.All(IsUnicode) => $"the attribute '{name}' holds {FieldReader.NoUnicode}",
        _ => null,
    };

    private static bool IsUnicode(string text) => FieldReader.ProblemWithText(text) is null;

    // A title is for people to read: what is too long or holds line breaks is still a title.
    private static string? CleanTitle(string? title)
    {
        if (string.IsNullOrWhiteSpace(title))
        {
            return null;
        }

        string clean = new([.. title.Trim().Select(letter => char.IsControl(letter) ? ' ' : letter)]);
        if (clean.Length > MaxTitleLength)
        {
            int cut = char.IsHighSurrogate(clean[MaxTitleLength - 2]) ? MaxTitleLength - 2 : MaxTitleLength - 1;
            clean = clean[..cut] + "…";
        }

        return FieldReader.ProblemWithText(clean) is null ? clean : null;
    }

    private static string Describe(Seen seen) => ItemFeatureSchema.Describe(seen.Kind, seen.Width);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private string? ProblemWithKind(string place, string name, object value)
    {
        Seen found = value switch
        {
            string => new Seen(ItemFeatureKind.Categorical, 0, place),
            double => new Seen(ItemFeatureKind.Numeric, 1, place),
            string[] => new Seen(ItemFeatureKind.MultiValued, 0, place),
            float[] numbers => new Seen(ItemFeatureKind.Vector, numbers.Length, place),
            _ => throw new ArgumentException($"{value.GetType()} is no value of an attribute.", nameof(value)),
        };
        if (!_kinds.TryGetValue(name, out Seen first))
        {
            _kinds.Add(name, found);
            return null;
        }

        if (first.Kind == found.Kind && first.Width == found.Width)
        {
            return null;
        }

        string hint = found.Kind == ItemFeatureKind.Vector && first.Kind == ItemFeatureKind.Vector ? "; if they are ids, name it with --categorical" : "";
        return $"the attribute '{name}' is {Describe(found)}; expected {Describe(first)}, as on {first.Place}{hint}";
    }

    private readonly record struct Seen(ItemFeatureKind Kind, int Width, string Place);
}
