using System.Collections.Frozen;
using System.Collections.Immutable;

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

    /// <summary>Known to the user, with nothing said of it: the item is not shown again, and the session's state is left alone.</summary>
    Seen,
}

/// <summary>What a type of interaction means. Where types are stored for long they are stored by name; places are good for one list of types.</summary>
/// <param name="Weight">How much one interaction counts in trending, relative to a view; 0 to 100.</param>
public readonly record struct InteractionType(string Name, InteractionKind Kind, double Weight)
{
    /// <summary>Where it stands in its <see cref="InteractionTypes"/>, from 0.</summary>
    public byte Place { get; init; }
}

/// <summary>The interaction types that this cluster accepts, by name.</summary>
public sealed class InteractionTypes
{
    /// <summary>A place takes seven bits of a step in a session's history.</summary>
    public const int MostTypes = 128;

    /// <summary>The type of <see cref="InteractionKind.Seen"/>. It stands in no list: it is no input of a model, no prediction and no count.</summary>
    public const string SeenName = "seen";

    private readonly FrozenDictionary<string, InteractionType> _byName;

    public InteractionTypes(IEnumerable<InteractionType> types)
    {
        InOrder = [.. types.Select((type, place) => type with { Place = checked((byte)place) })];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(InOrder.Length, MostTypes, nameof(types));
        _byName = InOrder.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
        Names = string.Join(", ", _byName.Keys.Order(StringComparer.Ordinal));
        Digest = DigestOf(InOrder);
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

    /// <summary>
    /// The types by place. Data sets and sessions name a type by its place in <see cref="Default"/>; a bundle lists names, so that it can be read
    /// under another list.
    /// </summary>
    public ImmutableArray<InteractionType> InOrder { get; }

    /// <summary>Tells lists apart in which a place means another type.</summary>
    public uint Digest { get; }

    /// <summary>All names, for messages.</summary>
    public string Names { get; }

    public bool TryGet(string name, out InteractionType type) => _byName.TryGetValue(name, out type);

    /// <summary>What a journaled interaction says, whatever its type: one that is no longer configured, like an <see cref="Undo"/>, says nothing about the user.</summary>
    public InteractionType Meaning(string name) => TryGet(name, out InteractionType known)
        ? known
        : new InteractionType(name, name == SeenName ? InteractionKind.Seen : InteractionKind.Impression, 0);

    /// <summary>Whether it may be journaled: a type of the list, <see cref="SeenName"/>, or what takes back a type of the list or that.</summary>
    public bool Accepts(string name)
    {
        string meant = Undo.TryParse(name, out string undone) ? undone : name;
        return meant == SeenName || _byName.ContainsKey(meant);
    }

    // FNV-1a over the names in order.
    private static uint DigestOf(ImmutableArray<InteractionType> types)
    {
        uint hash = 2166136261;
        foreach (char letter in string.Join('\n', types.Select(type => type.Name)))
        {
            hash = (hash ^ letter) * 16777619;
        }

        return hash;
    }
}
