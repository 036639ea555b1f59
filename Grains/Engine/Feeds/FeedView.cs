using System.Collections.Frozen;
using Manidala.Engine.Catalog;
using Manidala.Engine.Model;

namespace Manidala.Engine.Feeds;

/// <summary>
/// One catalogue and one model, laid over each other: which items may be recommended, by category, and where each stands in the model. Immutable;
/// a request takes one view and sees nothing else. Ordinals number the catalogue's items, rows the model's.
/// </summary>
public sealed class FeedView
{
    private readonly int[] _rowOfOrdinal;
    private readonly int[] _ordinalOfRow;
    private readonly EligibleItems _all;
    private readonly FrozenDictionary<string, EligibleItems> _byCategory;

    internal FeedView(
        CatalogSnapshot catalog,
        LoadedModel? model,
        int[] rowOfOrdinal,
        int[] ordinalOfRow,
        EligibleItems all,
        FrozenDictionary<string, EligibleItems> byCategory,
        DateTimeOffset? nextExpiry)
    {
        Catalog = catalog;
        Model = model;
        _rowOfOrdinal = rowOfOrdinal;
        _ordinalOfRow = ordinalOfRow;
        _all = all;
        _byCategory = byCategory;
        NextExpiry = nextExpiry;
        Categories = [.. byCategory.OrderByDescending(entry => entry.Value.Newest.Length)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Key)];
    }

    public CatalogSnapshot Catalog { get; }

    public LoadedModel? Model { get; }

    /// <summary>When the first item of this view expires; null for never.</summary>
    public DateTimeOffset? NextExpiry { get; }

    /// <summary>Categories with an eligible item, most items first.</summary>
    public IReadOnlyList<string> Categories { get; }

    /// <summary>The eligible items of a category, or all of them for null; null where the category is unknown.</summary>
    public EligibleItems? Eligible(string? category) =>
        category is null ? _all : _byCategory.GetValueOrDefault(category);

    /// <summary>The item's row in the model; -1 where the model does not know it.</summary>
    public int RowOf(int ordinal) => (uint)ordinal < (uint)_rowOfOrdinal.Length ? _rowOfOrdinal[ordinal] : -1;

    /// <summary>The ordinal of the model's row; -1 where the catalogue does not hold the item.</summary>
    public int OrdinalOf(int row) => _ordinalOfRow[row];
}

/// <summary>The items of one category (or of all) that may be recommended: neither deleted, hidden nor expired.</summary>
/// <param name="Rows">Those that the model knows, as a bitset of its rows.</param>
/// <param name="Ordinals">All of them, as a bitset of ordinals.</param>
/// <param name="Newest">All of them by ordinal, the newest first.</param>
/// <param name="Unmodelled">Those that the model does not know, by ordinal, the newest first.</param>
public sealed record EligibleItems(ulong[] Rows, ulong[] Ordinals, int[] Newest, int[] Unmodelled)
{
    /// <summary>How many items the model knows of them.</summary>
    public int RowCount { get; } = Bitset.Count(Rows);

    public bool Contains(int ordinal) => ordinal >> 6 < Ordinals.Length && Bitset.Contains(Ordinals, ordinal);
}
