using System.Collections.Frozen;
using Manidala.Engine.Catalog;
using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Sessions;

namespace Manidala.Engine.Feeds;

/// <summary>
/// One catalogue and one model, laid over each other: which items may be recommended, by category, and where each stands in the model. Immutable;
/// a request takes one view and sees nothing else. Ordinals number the catalogue's items, rows the model's and, behind them, those of items that came after it.
/// </summary>
public sealed class FeedView
{
    private readonly int[] _rowOfOrdinal;
    private readonly int[] _ordinalOfRow;
    private readonly EligibleItems _all;
    private readonly FrozenDictionary<string, EligibleItems> _byCategory;
    private readonly NarrowedItems _narrowed = new();

    internal FeedView(
        CatalogSnapshot catalog,
        LoadedModel? model,
        ItemDelta? delta,
        LayeredIndex? index,
        int[] rowOfOrdinal,
        int[] ordinalOfRow,
        EligibleItems all,
        FrozenDictionary<string, EligibleItems> byCategory,
        DateTimeOffset? nextExpiry)
    {
        Catalog = catalog;
        Model = model;
        Delta = delta;
        Index = index;
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

    /// <summary>The items that came after the model and are known by their attributes; null where there are none.</summary>
    public ItemDelta? Delta { get; }

    /// <summary>All rows; null where there is no model.</summary>
    public LayeredIndex? Index { get; }

    /// <summary>When the first item of this view expires; null for never.</summary>
    public DateTimeOffset? NextExpiry { get; }

    /// <summary>Categories with an eligible item, most items first.</summary>
    public IReadOnlyList<string> Categories { get; }

    /// <summary>The eligible items of a category, or all of them for null; null where the category is unknown.</summary>
    public EligibleItems? Eligible(string? category) =>
        category is null ? _all : _byCategory.GetValueOrDefault(category);

    /// <summary>
    /// Those of the items that also match; made once for a view, as long as not too many different ones are asked for.
    /// </summary>
    /// <param name="key">Equal where what matches is.</param>
    /// <param name="match">The ordinals that match, as a bitset.</param>
    public EligibleItems Narrow(EligibleItems from, object key, Func<CatalogSnapshot, ulong[]> match) =>
        _narrowed.Get(from, key, () => from.Only(match(Catalog), this));

    /// <summary>Whether the item came after the model was trained, or there is no model.</summary>
    internal bool IsNew(int ordinal) => Model is null || !Model.TryGetRow(Catalog.IdOf(ordinal)!, out _);

    /// <summary>The item's row; -1 where neither the model nor its item tower knows the item.</summary>
    public int RowOf(int ordinal) => (uint)ordinal < (uint)_rowOfOrdinal.Length ? _rowOfOrdinal[ordinal] : -1;

    /// <summary>The ordinal of the row; -1 where the catalogue does not hold the item.</summary>
    public int OrdinalOf(int row) => _ordinalOfRow[row];

    /// <summary>
    /// A session's step as the model's encoder takes it; false where it has to be left out, because the item has no row, or one that came after the model and the
    /// encoder takes only the model's own.
    /// </summary>
    public bool TryInputOf(SessionStep step, out StepInput input)
    {
        int row = RowOf(step.Item);
        input = default;
        if (Model is not { } model || row < 0)
        {
            return false;
        }

        bool isOwn = row < model.ItemCount;
        if (!isOwn && !model.TakesVectors)
        {
            return false;
        }

        input = isOwn ? model.InputOf(row, step) : model.InputOf(Index!.Vector(row), step);
        return true;
    }
}

/// <summary>The items of one category (or of all) that may be recommended: neither deleted, hidden nor expired.</summary>
/// <param name="Rows">Those that have a row, as a bitset of rows.</param>
/// <param name="Ordinals">All of them, as a bitset of ordinals.</param>
/// <param name="Newest">All of them by ordinal, the newest first.</param>
/// <param name="Unmodelled">Those that the model does not know, by ordinal, the newest first.</param>
public sealed record EligibleItems(ulong[] Rows, ulong[] Ordinals, int[] Newest, int[] Unmodelled)
{
    /// <summary>How many of them have a row.</summary>
    public int RowCount { get; } = Bitset.Count(Rows);

    /// <summary>Those that are in both. Made for one request: it takes a pass over the bitsets and over the shorter list.</summary>
    public EligibleItems And(EligibleItems other)
    {
        (EligibleItems few, EligibleItems many) = Newest.Length <= other.Newest.Length ? (this, other) : (other, this);
        return new(
            Bitset.And(Rows, other.Rows), Bitset.And(Ordinals, other.Ordinals),
            Array.FindAll(few.Newest, many.Contains), Array.FindAll(few.Unmodelled, many.Contains));
    }

    /// <summary>Those that match. It takes a pass over the list and over those that do.</summary>
    /// <param name="matching">Ordinals, as a bitset at least as long as <see cref="Ordinals"/>.</param>
    internal EligibleItems Only(ReadOnlySpan<ulong> matching, FeedView view)
    {
        ulong[] ordinals = Bitset.And(Ordinals, matching[..Ordinals.Length]);
        int[] newest = Array.FindAll(Newest, ordinal => Bitset.Contains(ordinals, ordinal));
        var rows = new ulong[Rows.Length];
        foreach (int ordinal in newest)
        {
            if (view.RowOf(ordinal) is >= 0 and var row)
            {
                Bitset.Add(rows, row);
            }
        }

        return new(rows, ordinals, newest, Array.FindAll(Unmodelled, ordinal => Bitset.Contains(ordinals, ordinal)));
    }

    public bool Contains(int ordinal) => ordinal >> 6 < Ordinals.Length && Bitset.Contains(Ordinals, ordinal);
}
