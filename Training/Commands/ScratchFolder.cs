namespace Manidala.Training.Commands;

/// <summary>
/// A folder for the length of one command. It lies in the data folder, because the system's own place for temporary files is often small or in memory.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    private ScratchFolder(string path) => Path = path;

    public string Path { get; }

    public static ScratchFolder CreateIn(string dataFolder)
    {
        string path = System.IO.Path.Combine(System.IO.Path.GetFullPath(dataFolder), $"scratch-{System.IO.Path.GetRandomFileName()}");
        Directory.CreateDirectory(path);
        return new ScratchFolder(path);
    }

    public string Sub(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
