using System.Collections.Frozen;

namespace Manidala.Engine.Sessions;

/// <summary>What an interaction of some type says about the user.</summary>
public enum InteractionKind
{
    /// <summary>Interest: feeds the session's state and, by its weight, trending.</summary>
    Positive,

    /// <summary>Disinterest: the item is not shown again, and the session's state is left alone.</summary>
    Negative,

    /// <summary>Shown, neither liked nor disliked: journaled, not counted as seen.</summary>
    Impression,
}

/// <summary>What a type of interaction means. The numbers of the built-in types are stored nowhere; names are.</summary>
/// <param name="Weight">How much one interaction counts in trending, relative to a view; 0 to 100.</param>
public readonly record struct InteractionType(string Name, InteractionKind Kind, double Weight);

/// <summary>The interaction types that this cluster accepts, by name.</summary>
public sealed class InteractionTypes
{
    private readonly FrozenDictionary<string, InteractionType> _byName;

    public InteractionTypes(IEnumerable<InteractionType> types)
    {
        _byName = types.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
        Names = string.Join(", ", _byName.Keys.Order(StringComparer.Ordinal));
    }

    public static InteractionTypes Default { get; } = new(
    [
        new("impression", InteractionKind.Impression, 0),
        new("view", InteractionKind.Positive, 1),
        new("open", InteractionKind.Positive, 1),
        new("click", InteractionKind.Positive, 1),
        new("rating", InteractionKind.Positive, 1),
        new("like", InteractionKind.Positive, 3),
        new("save", InteractionKind.Positive, 4),
        new("share", InteractionKind.Positive, 4),
        new("cart", InteractionKind.Positive, 4),
        new("purchase", InteractionKind.Positive, 5),
        new("skip", InteractionKind.Negative, 0),
        new("hide", InteractionKind.Negative, 0),
        new("dislike", InteractionKind.Negative, 0),
        new("report", InteractionKind.Negative, 0),
    ]);

    /// <summary>All names, for messages.</summary>
    public string Names { get; }

    public bool TryGet(string name, out InteractionType type) => _byName.TryGetValue(name, out type);
}
