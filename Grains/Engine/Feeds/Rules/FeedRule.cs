using System.Collections.Frozen;
using System.Collections.Immutable;
using Manidala.Engine.Catalog;

namespace Manidala.Engine.Feeds;

/// <summary>What a rule does with the items that it is about.</summary>
public enum RuleKind
{
    /// <summary>Multiplies their relevance by more than 1.</summary>
    Boost,

    /// <summary>Multiplies their relevance by less than 1.</summary>
    Bury,

    /// <summary>Puts one item in one place.</summary>
    Pin,

    /// <summary>Leaves all others out.</summary>
    Require,

    /// <summary>Leaves them out.</summary>
    Exclude,
}

/// <summary>A business rule as it is applied. Immutable.</summary>
public sealed class FeedRule
{
    private readonly FrozenSet<string> _items;
    private readonly FrozenSet<string> _categories;
    private readonly ImmutableArray<Label> _labels;
    private readonly FrozenSet<string> _surfaces;

    /// <param name="options">That the validation has passed.</param>
    public FeedRule(string name, RuleOptions options)
    {
        Name = name;
        Kind = Enum.Parse<RuleKind>(options.Kind, ignoreCase: true);
        Factor = (float)(options.Factor ?? (Kind == RuleKind.Boost ? 2 : 0));
        Position = options.Position ?? 0;
        From = options.From ?? DateTimeOffset.MinValue;
        Until = options.Until ?? DateTimeOffset.MaxValue;
        ItemIds = [.. options.Items];
        _items = options.Items.ToFrozenSet(StringComparer.Ordinal);
        _categories = options.Categories.ToFrozenSet(StringComparer.Ordinal);
        _labels = [.. options.Labels.Select(text => Label.TryParse(text, out Label label) ? label : throw new ArgumentException($"'{text}' is no label.", nameof(options)))];
        _surfaces = options.Surfaces.ToFrozenSet(StringComparer.Ordinal);
    }

    public string Name { get; }

    public RuleKind Kind { get; }

    public float Factor { get; }

    /// <summary>The place of a pin, from 1.</summary>
    public int Position { get; }

    public DateTimeOffset From { get; }

    /// <summary>The first moment at which it does not hold any more.</summary>
    public DateTimeOffset Until { get; }

    /// <summary>The items that it names by id.</summary>
    public ImmutableArray<string> ItemIds { get; }

    public bool HoldsOn(string surface) => _surfaces.Count == 0 || _surfaces.Contains(surface);

    public bool HoldsAt(DateTimeOffset time) => time >= From && time < Until;

    /// <summary>Whether the rule is about the item.</summary>
    public bool IsAbout(CatalogSnapshot catalog, int ordinal)
    {
        if (_items.Contains(catalog.IdOf(ordinal)!))
        {
            return true;
        }

        if (_categories.Count > 0)
        {
            foreach (string category in catalog.Entry(ordinal).Categories)
            {
                if (_categories.Contains(category))
                {
                    return true;
                }
            }
        }

        foreach (Label label in _labels)
        {
            if (catalog.HasLabel(ordinal, label))
            {
                return true;
            }
        }

        return false;
    }
}
