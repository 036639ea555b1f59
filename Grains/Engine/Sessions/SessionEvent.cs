namespace Manidala.Engine.Sessions;

/// <summary>An interaction as the session folds it: its item resolved against the catalogue, its type against the accepted ones.</summary>
/// <param name="Ordinal">The item's ordinal; -1 where the catalogue does not know the item (yet).</param>
public readonly record struct SessionEvent(
    long Sequence, string ItemId, int Ordinal, InteractionType Type, long TimestampMs, double Value)
{
    public const int UnknownItem = -1;
}
