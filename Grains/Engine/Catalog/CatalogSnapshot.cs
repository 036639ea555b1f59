using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Manidala.Engine.Catalog;

/// <summary>
/// The catalogue as it was after one change. Immutable: a later change makes another snapshot that shares the pages it did not touch.
/// </summary>
public sealed class CatalogSnapshot
{
    private const int PageSize = 1024;

    private readonly Item?[][] _pages;

    // Shared by all snapshots: an id keeps its ordinal for ever, so an entry that is newer than this snapshot leads to a null in its pages.
    private readonly ConcurrentDictionary<string, int> _ordinals;

    private CatalogSnapshot(Item?[][] pages, ConcurrentDictionary<string, int> ordinals, int capacity, int itemCount, long changeSequence)
    {
        _pages = pages;
        _ordinals = ordinals;
        OrdinalLimit = capacity;
        ItemCount = itemCount;
        ChangeSequence = changeSequence;
    }

    public static CatalogSnapshot Empty() => new([], new(StringComparer.Ordinal), 0, 0, 0);

    /// <summary>All ordinals are below this number; some of them may be free.</summary>
    public int OrdinalLimit { get; }

    public int ItemCount { get; }

    /// <summary>The last change that this snapshot contains.</summary>
    public long ChangeSequence { get; }

    /// <summary>The item with this ordinal; null where it was deleted or is not there yet.</summary>
    public Item? this[int ordinal] =>
        (uint)ordinal < (uint)OrdinalLimit ? _pages[ordinal / PageSize][ordinal % PageSize] : null;

    public bool TryGet(string itemId, [NotNullWhen(true)] out Item? item)
    {
        item = _ordinals.TryGetValue(itemId, out int ordinal) ? this[ordinal] : null;
        return item is not null;
    }

    /// <summary>The snapshot after these changes: items put, and ordinals whose items were deleted (item null).</summary>
    public CatalogSnapshot With(IReadOnlyList<CatalogChange> changes)
    {
        if (changes.Count == 0)
        {
            return this;
        }

        int limit = Math.Max(OrdinalLimit, changes.Max(change => change.Ordinal) + 1);
        Item?[][] pages = CopyPageTable(limit);
        var ownPages = new HashSet<int>();
        int count = ItemCount;
        foreach (CatalogChange change in changes)
        {
            int page = change.Ordinal / PageSize;
            if (ownPages.Add(page))
            {
                pages[page] = (Item?[])pages[page].Clone();
            }

            ref Item? slot = ref pages[page][change.Ordinal % PageSize];
            count += (change.Item is null ? 0 : 1) - (slot is null ? 0 : 1);
            slot = change.Item;
            _ordinals[change.ItemId] = change.Ordinal;
        }

        return new CatalogSnapshot(pages, _ordinals, limit, count, changes[^1].ChangeSequence);
    }

    private Item?[][] CopyPageTable(int limit)
    {
        var pages = new Item?[(limit + PageSize - 1) / PageSize][];
        _pages.CopyTo(pages, 0);
        for (int page = _pages.Length; page < pages.Length; page++)
        {
            pages[page] = new Item?[PageSize];
        }

        return pages;
    }
}
