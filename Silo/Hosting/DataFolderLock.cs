namespace Manidala.Silo.Hosting;

/// <summary>
/// Held for as long as a process serves from an embedded database: a second one would keep its own live sessions over the same journal, and neither
/// would see what the other acknowledged. The kernel gives it back however the process ends.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    // EROFS, which Linux and macOS number alike.
    private const int ReadOnlyFileSystem = 30;

    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    public static DataFolderLock Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new DataFolderLock(new FileStream(
                Path.Combine(folder, "manidala.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new StartupException($"The data folder {folder} cannot be written: {denied.Message}", denied);
        }
        catch (IOException readOnly) when (readOnly.HResult == ReadOnlyFileSystem)
        {
            throw new StartupException($"The data folder {folder} cannot be written: {readOnly.Message} Make it writable, or use another --data.", readOnly);
        }
        catch (IOException taken)
        {
            throw new StartupException(
                $"The data folder {folder} cannot be used: {taken.Message} Another Manidala may be running on it; stop that one or use another --data.",
                taken);
        }
    }

    public void Dispose() => _file.Dispose();
}
