namespace Manidala.Training.Import;

/// <summary>Which columns or fields of a file of items hold what; every other one is an attribute.</summary>
/// <param name="Id">Null for the first that is called id, itemId or item_id.</param>
/// <param name="Title">Null for one that is called title.</param>
/// <param name="Categories">Null for one that is called categories.</param>
/// <param name="Time">When the item came to be; null for a file that does not say.</param>
/// <param name="Vectors">Columns of text whose numbers, separated by blanks or commas, are a vector.</param>
/// <param name="Categorical">Columns whose numbers are ids and not quantities.</param>
/// <param name="Ignored">Columns that are left out.</param>
/// <param name="Separator">What separates several values of one text.</param>
internal sealed record ItemColumns(
    string? Id,
    string? Title,
    string? Categories,
    string? Time,
    IReadOnlyCollection<string> Vectors,
    IReadOnlyCollection<string> Categorical,
    IReadOnlyCollection<string> Ignored,
    char Separator)
{
    public const char DefaultSeparator = '|';

    public static ItemColumns Default { get; } = new(null, null, null, null, [], [], [], DefaultSeparator);

    public IReadOnlyList<string> IdNames => Id is null ? ["id", "itemId", "item_id"] : [Id];

    public IReadOnlyList<string> TitleNames => [Title ?? "title"];

    public IReadOnlyList<string> CategoryNames => [Categories ?? "categories"];

    /// <summary>Names that were given and that a file must therefore have.</summary>
    public IEnumerable<string> Demanded => new[] { Id, Title, Categories, Time }.OfType<string>().Concat(Vectors).Concat(Categorical).Concat(Ignored);

    public static bool Has(IReadOnlyCollection<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    public IEnumerable<string> Split(string text) =>
        text.Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal);
}
