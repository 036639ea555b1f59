namespace Manidala.Engine.Model;

/// <summary>What a tensor of an encoder's file can be for; docs/bundle.md has shapes, types and units. Unless a manifest maps it, a tensor is named as its role.</summary>
public static class EncoderRoles
{
    /// <summary>recurrent: the state before the step.</summary>
    public const string State = "state";

    /// <summary>recurrent: the embedding of the item interacted with.</summary>
    public const string Item = "item";

    /// <summary>recurrent, user: the interaction's type.</summary>
    public const string Type = "type";

    /// <summary>recurrent, user: the time since the interaction before.</summary>
    public const string Gap = "gap";

    /// <summary>sequence: the items' numbers.</summary>
    public const string Items = "items";

    /// <summary>sequence: the items' embeddings.</summary>
    public const string ItemEmbeddings = "item_embeddings";

    /// <summary>sequence: the interactions' types.</summary>
    public const string Types = "types";

    /// <summary>sequence: the times between the interactions.</summary>
    public const string Gaps = "gaps";

    /// <summary>sequence: how many places are filled.</summary>
    public const string Length = "length";

    /// <summary>sequence: which places are filled.</summary>
    public const string Mask = "mask";

    /// <summary>user: the user's id, as text or as the number that it spells.</summary>
    public const string UserId = "user_id";

    /// <summary>user: the id of the item interacted with last, or its number.</summary>
    public const string LastItem = "last_item";

    /// <summary>user: how many positive interactions there were.</summary>
    public const string Count = "count";

    /// <summary>Output of recurrent: the state after the step.</summary>
    public const string NextState = "next_state";

    /// <summary>Output of all kinds: what the items are searched with.</summary>
    public const string Query = "query";

    /// <summary>The inputs that a kind may have, those that it must have first; empty for a kind that is not known.</summary>
    public static IReadOnlyList<string> InputsOf(string kind) => kind switch
    {
        EncoderContract.Recurrent => [State, Item, Type, Gap],
        EncoderContract.Sequence => [Items, ItemEmbeddings, Types, Gaps, Length, Mask],
        EncoderContract.User => [UserId, LastItem, Type, Gap, Count],
        _ => [],
    };

    /// <summary>The outputs that a kind has.</summary>
    public static IReadOnlyList<string> OutputsOf(string kind) => kind == EncoderContract.Recurrent ? [NextState, Query] : [Query];
}
