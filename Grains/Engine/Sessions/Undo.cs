namespace Manidala.Engine.Sessions;

/// <summary>
/// Takes back what a user did: an event of its own in the journal, of type <c>undo:like</c>, after which no earlier <c>like</c> of that user with that item counts. Its
/// time is that of the newest one that it takes back and its value how many these were, so that who follows the journal need not remember them.
/// </summary>
public static class Undo
{
    public const string Prefix = "undo:";

    public static string Of(string type) => Prefix + type;

    public static bool IsUndo(string type) => type.StartsWith(Prefix, StringComparison.Ordinal);

    public static bool TryParse(string type, out string undone)
    {
        bool isUndo = IsUndo(type);
        undone = isUndo ? type[Prefix.Length..] : "";
        return isUndo;
    }
}
