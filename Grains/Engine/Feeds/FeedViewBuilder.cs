using System.Collections.Frozen;
using Manidala.Engine.Catalog;
using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Feeds;

/// <summary>Lays a model, and what came after it, over a catalogue; O(items).</summary>
internal static class FeedViewBuilder
{
    public static FeedView Build(CatalogSnapshot catalog, LoadedModel? model, ItemDelta? delta, DateTimeOffset now)
    {
        LayeredIndex? index = delta?.Index ?? (model is null ? null : new LayeredIndex(model.Index, recent: null));
        var rowOfOrdinal = new int[catalog.OrdinalLimit];
        var ordinalOfRow = new int[index?.RowLimit ?? 0];
        Array.Fill(rowOfOrdinal, -1);
        Array.Fill(ordinalOfRow, -1);
        delta?.Enter(rowOfOrdinal, ordinalOfRow);
        var all = new Collector(ordinalOfRow.Length, catalog.OrdinalLimit);
        var byCategory = new Dictionary<string, Collector>(StringComparer.Ordinal);
        DateTimeOffset? nextExpiry = null;
        foreach (Item item in NewestFirst(catalog))
        {
            bool isModelled = false;
            if (model is not null && model.TryGetRow(item.Id, out int row))
            {
                isModelled = true;
                rowOfOrdinal[item.Ordinal] = row;
                ordinalOfRow[row] = item.Ordinal;
            }

            if (item.IsHidden || item.ExpiresAt <= now)
            {
                continue;
            }

            nextExpiry = item.ExpiresAt is { } expiry && !(expiry > nextExpiry) ? expiry : nextExpiry;
            all.Add(item.Ordinal, rowOfOrdinal[item.Ordinal], isModelled);
            foreach (string category in item.Categories)
            {
                CollectorOf(byCategory, category, ordinalOfRow.Length, catalog.OrdinalLimit)
                    .Add(item.Ordinal, rowOfOrdinal[item.Ordinal], isModelled);
            }
        }

        return new FeedView(
            catalog, model, delta, index, rowOfOrdinal, ordinalOfRow, all.ToEligible(),
            byCategory.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.ToEligible(), StringComparer.Ordinal),
            nextExpiry);
    }

    private static List<Item> NewestFirst(CatalogSnapshot catalog)
    {
        var items = new List<Item>(catalog.ItemCount);
        for (int ordinal = 0; ordinal < catalog.OrdinalLimit; ordinal++)
        {
            if (catalog[ordinal] is { } item)
            {
                items.Add(item);
            }
        }

        items.Sort((a, b) => b.Timestamp != a.Timestamp ? b.Timestamp.CompareTo(a.Timestamp) : b.Ordinal.CompareTo(a.Ordinal));
        return items;
    }

    private static Collector CollectorOf(Dictionary<string, Collector> byCategory, string category, int rows, int ordinals)
    {
        if (!byCategory.TryGetValue(category, out Collector? collector))
        {
            byCategory[category] = collector = new Collector(rows, ordinals);
        }

        return collector;
    }

    private sealed class Collector(int rows, int ordinals)
    {
        private readonly ulong[] _rows = new ulong[Bitset.WordsFor(rows)];
        private readonly ulong[] _ordinals = new ulong[Bitset.WordsFor(ordinals)];
        private readonly List<int> _newest = [];
        private readonly List<int> _unmodelled = [];

        public void Add(int ordinal, int row, bool isModelled)
        {
            Bitset.Add(_ordinals, ordinal);
            _newest.Add(ordinal);
            if (!isModelled)
            {
                _unmodelled.Add(ordinal);
            }

            if (row >= 0)
            {
                Bitset.Add(_rows, row);
            }
        }

        public EligibleItems ToEligible() => new(_rows, _ordinals, [.. _newest], [.. _unmodelled]);
    }
}
