namespace Manidala.Engine.Sessions;

/// <summary>Finds, from the newest of one user's interactions to the oldest, those that were taken back. Not thread-safe.</summary>
public sealed class TakenBack
{
    private HashSet<(string ItemId, string Type)>? _undone;

    /// <summary>Whether a later interaction takes this one back. To be asked of each, newest first.</summary>
    public bool Includes(string itemId, string type)
    {
        if (Undo.TryParse(type, out string undone))
        {
            (_undone ??= []).Add((itemId, undone));
            return false;
        }

        return _undone is not null && _undone.Contains((itemId, type));
    }
}
