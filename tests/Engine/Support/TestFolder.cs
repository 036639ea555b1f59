namespace Manidala.Engine.Tests.Support;

/// <summary>A folder of its own for a test, removed with it.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("manidala-engine-");

    /// <summary>A path in the folder; nothing is there yet.</summary>
    public string this[string name] => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
