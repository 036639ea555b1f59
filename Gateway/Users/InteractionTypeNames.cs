namespace Manidala.Gateway.Users;

/// <summary>The types that an interaction may have: the configured ones, one for what is merely known, and what takes back any of these.</summary>
internal static class InteractionTypeNames
{
    public const string Seen = "seen";

    public const string UndoPrefix = "undo:";

    public static IEnumerable<string> Accepted(GatewayOptions options)
    {
        string[] own = [.. options.InteractionTypes, Seen];
        return [.. own, .. own.Select(type => UndoPrefix + type)];
    }
}
