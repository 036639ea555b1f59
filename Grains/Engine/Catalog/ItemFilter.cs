using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace Manidala.Engine.Catalog;

/// <summary>An attribute's number, both ends included.</summary>
public readonly record struct NumberRange(string Name, double Least, double Most);

/// <summary>What an item's attributes have to say: all of these labels, one of those, none of the others, and numbers within ranges. Immutable.</summary>
public sealed class ItemFilter(ImmutableArray<Label> all, ImmutableArray<Label> any, ImmutableArray<Label> none, ImmutableArray<NumberRange> ranges)
{
    /// <summary>The same for filters that say the same in the same order.</summary>
    public string Key { get; } = string.Join(
        '\n',
        [
            .. all.Select(label => $"all {label}"), .. any.Select(label => $"any {label}"), .. none.Select(label => $"none {label}"),
            .. ranges.Select(range => string.Create(CultureInfo.InvariantCulture, $"range {range.Name}:{range.Least:R}..{range.Most:R}")),
        ]);

    /// <summary>The items that pass, as a bitset of ordinals; hidden and expired ones, too.</summary>
    public ulong[] Match(CatalogSnapshot catalog)
    {
        var matching = new ulong[catalog.PageCount * PageTraits.Words];
        for (int page = 0; page < catalog.PageCount; page++)
        {
            Match(catalog.Traits(page), matching.AsSpan(page * PageTraits.Words, PageTraits.Words));
        }

        return matching;
    }

    private void Match(PageTraits traits, Span<ulong> places)
    {
        if (any.IsEmpty)
        {
            places.Fill(ulong.MaxValue);
        }

        foreach (Label label in any)
        {
            Or(places, traits.WithLabel(label));
        }

        foreach (Label label in all)
        {
            And(places, traits.WithLabel(label));
        }

        foreach (Label label in none)
        {
            AndNot(places, traits.WithLabel(label));
        }

        foreach (NumberRange range in ranges)
        {
            And(places, traits.Numbers(range.Name), range);
        }
    }

    private static void Or(Span<ulong> places, ReadOnlySpan<ulong> others)
    {
        for (int word = 0; word < others.Length; word++)
        {
            places[word] |= others[word];
        }
    }

    private static void And(Span<ulong> places, ReadOnlySpan<ulong> others)
    {
        for (int word = 0; word < places.Length; word++)
        {
            places[word] &= others.IsEmpty ? 0 : others[word];
        }
    }

    private static void AndNot(Span<ulong> places, ReadOnlySpan<ulong> others)
    {
        for (int word = 0; word < others.Length; word++)
        {
            places[word] &= ~others[word];
        }
    }

    private static void And(Span<ulong> places, ReadOnlySpan<double> numbers, NumberRange range)
    {
        if (numbers.IsEmpty)
        {
            places.Clear();
            return;
        }

        for (int word = 0; word < places.Length; word++)
        {
            for (ulong left = places[word]; left != 0; left &= left - 1)
            {
                int place = (word * 64) + BitOperations.TrailingZeroCount(left);
                bool isWithin = numbers[place] >= range.Least && numbers[place] <= range.Most;
                places[word] &= isWithin ? ulong.MaxValue : ~(1UL << place);
            }
        }
    }
}
