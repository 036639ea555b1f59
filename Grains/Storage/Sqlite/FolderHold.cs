namespace Manidala.Storage.Sqlite;

/// <summary>Keeps servers from a data folder, by the lock that they take themselves.</summary>
internal static class FolderHold
{
    // Held by whoever serves from the folder, for as long as it does.
    private const string LockFile = "manidala.lock";

    /// <summary>Held until it is disposed of.</summary>
    public static IDisposable Take(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken)
        {
            throw new DatabaseInUseException($"{folder} is in use: {taken.Message} Stop what serves from it (`./manidala stop`) and try again.", taken);
        }
    }
}
