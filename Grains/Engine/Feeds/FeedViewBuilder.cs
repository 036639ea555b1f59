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
        foreach (int ordinal in NewestFirst(catalog))
        {
            ref readonly CatalogEntry item = ref catalog.Entry(ordinal);
            bool isModelled = false;
            if (model is not null && model.TryGetRow(item.Id!, out int row))
            {
                isModelled = true;
                rowOfOrdinal[ordinal] = row;
                ordinalOfRow[row] = ordinal;
            }

            DateTimeOffset? expires = catalog.ExpiryOf(ordinal);
            if (item.IsHidden || expires <= now)
            {
                continue;
            }

            nextExpiry = expires is { } expiry && !(expiry > nextExpiry) ? expiry : nextExpiry;
            all.Add(ordinal, rowOfOrdinal[ordinal], isModelled);
            foreach (string category in item.Categories)
            {
                CollectorOf(byCategory, category, ordinalOfRow.Length, catalog.OrdinalLimit).Add(ordinal, rowOfOrdinal[ordinal], isModelled);
            }
        }

        return new FeedView(
            catalog, model, delta, index, rowOfOrdinal, ordinalOfRow, all.ToEligible(),
            byCategory.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.ToEligible(), StringComparer.Ordinal),
            nextExpiry);
    }

    private static int[] NewestFirst(CatalogSnapshot catalog)
    {
        int[] ordinals = new int[catalog.ItemCount];
        long[] ages = new long[catalog.ItemCount];
        int found = 0;
        for (int ordinal = catalog.OrdinalLimit - 1; ordinal >= 0; ordinal--)
        {
            ref readonly CatalogEntry item = ref catalog.Entry(ordinal);
            if (item.Id is not null)
            {
                (ages[found], ordinals[found++]) = (-item.Ticks, ordinal);
            }
        }

        Array.Sort(ages, ordinals);
        SortTies(ages, ordinals);
        return ordinals;
    }

    // Of one time, those with higher ordinals came later.
    private static void SortTies(long[] ages, int[] ordinals)
    {
        for (int first = 0; first < ages.Length;)
        {
            int end = first + 1;
            while (end < ages.Length && ages[end] == ages[first])
            {
                end++;
            }

            Span<int> tied = ordinals.AsSpan(first, end - first);
            tied.Sort();
            tied.Reverse();
            first = end;
        }
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
