using System.Diagnostics.CodeAnalysis;

namespace Manidala.Engine.Catalog;

/// <summary>
/// The catalogue as it was after one change. Immutable: a later change makes another snapshot that shares the pages it did not touch.
/// </summary>
public sealed class CatalogSnapshot
{
    private readonly CatalogPage[] _pages;
    private readonly OrdinalTable _ordinals;
    private readonly CategoryPool _categories;

    private CatalogSnapshot(CatalogPage[] pages, OrdinalTable ordinals, CategoryPool categories, int capacity, long changeSequence)
    {
        _pages = pages;
        _ordinals = ordinals;
        _categories = categories;
        OrdinalLimit = capacity;
        ItemCount = pages.Sum(page => page.ItemCount);
        ChangeSequence = changeSequence;
    }

    public static CatalogSnapshot Empty() => new([], new OrdinalTable(room: 0), new CategoryPool(), 0, 0);

    /// <summary>All ordinals are below this number; some of them may be free.</summary>
    public int OrdinalLimit { get; }

    public int ItemCount { get; }

    /// <summary>The last change that this snapshot contains.</summary>
    public long ChangeSequence { get; }

    /// <summary>The item with this ordinal, made anew at each call; null where it was deleted or is not there yet.</summary>
    public Item? this[int ordinal] => Holds(ordinal) ? _pages[ordinal / CatalogPage.Places].Make(ordinal) : null;

    public bool TryGet(string itemId, [NotNullWhen(true)] out Item? item)
    {
        item = TryGetOrdinal(itemId, out int ordinal) ? this[ordinal] : null;
        return item is not null;
    }

    /// <summary>Where nothing else of the item is wanted.</summary>
    public bool TryGetOrdinal(string itemId, out int ordinal)
    {
        ordinal = _ordinals.Find(itemId, this);
        return ordinal >= 0;
    }

    /// <summary>The id of the item with this ordinal, one string for all who ask; null where it was deleted or is not there yet.</summary>
    public string? IdOf(int ordinal) => Holds(ordinal) ? Entry(ordinal).Id : null;

    internal int PageCount => _pages.Length;

    internal PageTraits Traits(int page) => _pages[page].Traits;

    /// <summary>Whether the item has the label.</summary>
    internal bool HasLabel(int ordinal, Label label) => _pages[ordinal / CatalogPage.Places].Traits.HasLabel(ordinal % CatalogPage.Places, label);

    /// <summary>The values of the item's attribute as texts; empty for none.</summary>
    internal ReadOnlySpan<string> Texts(int ordinal, string attribute) =>
        _pages[ordinal / CatalogPage.Places].Traits.Texts(ordinal % CatalogPage.Places, attribute);

    internal bool Holds(int ordinal) => (uint)ordinal < (uint)OrdinalLimit;

    internal ref readonly CatalogEntry Entry(int ordinal) => ref _pages[ordinal / CatalogPage.Places][ordinal % CatalogPage.Places];

    /// <summary>From when on the item must not be recommended; null for never.</summary>
    internal DateTimeOffset? ExpiryOf(int ordinal) => _pages[ordinal / CatalogPage.Places].ExpiryOf(ordinal % CatalogPage.Places);

    /// <summary>The snapshot after these changes: items put, and ordinals whose items were deleted (item null).</summary>
    public CatalogSnapshot With(IReadOnlyList<CatalogChange> changes)
    {
        if (changes.Count == 0)
        {
            return this;
        }

        int limit = Math.Max(OrdinalLimit, changes.Max(change => change.Ordinal) + 1);
        var pages = new CatalogPage[(limit + CatalogPage.Places - 1) / CatalogPage.Places];
        Array.Fill(pages, CatalogPage.Empty);
        _pages.CopyTo(pages, 0);
        foreach (IGrouping<int, CatalogChange> own in changes.GroupBy(change => change.Ordinal / CatalogPage.Places))
        {
            pages[own.Key] = pages[own.Key].With(own, _categories);
        }

        return new CatalogSnapshot(pages, OrdinalsOf(pages, changes), _categories, limit, changes[^1].ChangeSequence);
    }

    private OrdinalTable OrdinalsOf(CatalogPage[] pages, IReadOnlyList<CatalogChange> changes)
    {
        if (_ordinals.HasRoomFor(changes.Count))
        {
            foreach (CatalogChange change in changes)
            {
                _ordinals.Add(change.ItemId, change.Ordinal);
            }

            return _ordinals;
        }

        var larger = new OrdinalTable(pages.Length * CatalogPage.Places + changes.Count);
        for (int ordinal = 0; ordinal < pages.Length * CatalogPage.Places; ordinal++)
        {
            if (pages[ordinal / CatalogPage.Places][ordinal % CatalogPage.Places].Id is { } id)
            {
                larger.Add(id, ordinal);
            }
        }

        return larger;
    }
}
