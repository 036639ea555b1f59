using System.Collections.Immutable;
using Manidala.Engine.Catalog;

namespace Manidala.Engine.Feeds;

/// <summary>The rules that hold on one surface at one time. Immutable.</summary>
internal sealed class ActiveRules
{
    private readonly ImmutableArray<FeedRule> _filters;
    private readonly ImmutableArray<FeedRule> _factors;
    private readonly ImmutableArray<FeedRule> _pins;

    /// <param name="rules">In the order in which they are applied.</param>
    public ActiveRules(ImmutableArray<FeedRule> rules)
    {
        _filters = [.. rules.Where(rule => rule.Kind is RuleKind.Require or RuleKind.Exclude)];
        _factors = [.. rules.Where(rule => rule.Kind is RuleKind.Boost or RuleKind.Bury)];
        _pins = [.. rules.Where(rule => rule.Kind is RuleKind.Pin).OrderBy(rule => rule.Position)];
    }

    public static ActiveRules None { get; } = new([]);

    public bool HasFactors => !_factors.IsEmpty;

    public bool HasPins => !_pins.IsEmpty;

    /// <summary>What is left of the items.</summary>
    public EligibleItems Narrow(FeedView view, EligibleItems from) => _filters.IsEmpty ? from : view.Narrow(from, this, Match);

    /// <summary>Multiplies by what the rules say of the item.</summary>
    public float FactorOf(CatalogSnapshot catalog, int ordinal)
    {
        float factor = 1;
        foreach (FeedRule rule in _factors)
        {
            factor *= rule.IsAbout(catalog, ordinal) ? rule.Factor : 1;
        }

        return factor;
    }

    /// <summary>The names of the rules that multiply the item's relevance.</summary>
    public IEnumerable<string> FactorNames(CatalogSnapshot catalog, int ordinal) =>
        _factors.Where(rule => rule.IsAbout(catalog, ordinal)).Select(rule => rule.Name);

    /// <summary>
    /// The pinned places of a page, from 0, of those items that may come; two pins of one place stand behind each other. A pin whose place lies behind the page is left to
    /// the pages that follow, and one whose place lies before it is over.
    /// </summary>
    public Dictionary<int, (int Ordinal, string Rule)> PinsOf(CatalogSnapshot catalog, int firstPlace, int places, Func<int, bool> mayCome)
    {
        var pins = new Dictionary<int, (int Ordinal, string Rule)>();
        foreach (FeedRule rule in _pins)
        {
            int place = rule.Position - 1 - firstPlace;
            if (place < 0 || !catalog.TryGetOrdinal(rule.ItemIds[0], out int ordinal) || !mayCome(ordinal) || pins.Values.Any(pin => pin.Ordinal == ordinal))
            {
                continue;
            }

            while (pins.ContainsKey(place))
            {
                place++;
            }

            if (place < places)
            {
                pins[place] = (ordinal, rule.Name);
            }
        }

        return pins;
    }

    private ulong[] Match(CatalogSnapshot catalog)
    {
        var matching = new ulong[Bitset.WordsFor(catalog.OrdinalLimit)];
        for (int ordinal = 0; ordinal < catalog.OrdinalLimit; ordinal++)
        {
            if (catalog.IdOf(ordinal) is not null && MayCome(catalog, ordinal))
            {
                Bitset.Add(matching, ordinal);
            }
        }

        return matching;
    }

    private bool MayCome(CatalogSnapshot catalog, int ordinal)
    {
        foreach (FeedRule rule in _filters)
        {
            if (rule.IsAbout(catalog, ordinal) != (rule.Kind == RuleKind.Require))
            {
                return false;
            }
        }

        return true;
    }
}
