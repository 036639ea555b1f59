using System.IO.Compression;
using System.Text;
using Manidala.Training.Import;
using Manidala.Training.Progress;

namespace Manidala.Training.Tests.Import;

/// <summary>A folder of a test's own.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("manidala-test-").FullName;

    public string Sub(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text, Encoding? encoding = null)
    {
        string path = Sub(name);
        File.WriteAllText(path, text, encoding ?? new UTF8Encoding(false));
        return path;
    }

    public string WriteGzip(string name, string text)
    {
        string path = Sub(name);
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(text));
        return path;
    }

    /// <summary>Reads a source as the importer does.</summary>
    public ImportedInteraction[] Read(IRowSource source, MalformedLines malformed)
    {
        using var files = new SourceFiles(SilentProgressReporter.Instance, Path);
        return [.. source.Read(files, malformed)];
    }

    public DescribedItem[] Read(IItemSource source, MalformedLines malformed)
    {
        using var files = new SourceFiles(SilentProgressReporter.Instance, Path);
        return [.. source.Read(files, malformed)];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
