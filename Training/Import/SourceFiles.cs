using Manidala.Training.Data;

namespace Manidala.Training.Import;

/// <summary>Opens the files of one import, says how far they are read, and notices when one of them is changed meanwhile.</summary>
/// <param name="scratchFolder">Where what does not fit memory lies until the import is done.</param>
internal sealed class SourceFiles(IProgressReporter progress, string scratchFolder) : IDisposable
{
    private readonly Dictionary<string, Stamp> _stamps = new(StringComparer.Ordinal);
    private TextFile? _current;
    private IProgressStep? _step;

    public string ScratchFolder => scratchFolder;

    /// <summary>Opens a file to be read from its beginning; the caller disposes it before it opens the next.</summary>
    public TextFile Open(string path)
    {
        Watch(path);
        EndStep();
        _current = TextFile.Open(path);
        _step = progress.Begin($"Reading {Path.GetFileName(path)}, bytes", _current.Length);
        return _current;
    }

    /// <summary>The first line of a file; empty where it has none.</summary>
    public string FirstLine(string path)
    {
        Watch(path);
        using TextFile file = TextFile.Open(path);
        return new BoundedLines(file).Read() ?? "";
    }

    /// <summary>Remembers the file as it is now.</summary>
    public void Watch(string path)
    {
        if (!_stamps.ContainsKey(path))
        {
            _stamps.Add(path, Stamp.Of(path));
        }
    }

    /// <summary>Says how far the open file has been read.</summary>
    public void Report()
    {
        if (_current is { Raw.CanRead: true })
        {
            _step?.Report(_current.Position);
        }
    }

    /// <summary>Refuses files that are not as they were when they were opened: what was read may be half of the one and half of the other.</summary>
    public void CheckUnchanged()
    {
        EndStep();
        foreach ((string path, Stamp before) in _stamps)
        {
            Stamp now = Stamp.Of(path);
            if (now != before)
            {
                throw new ImportException(
                    $"{Path.GetFileName(path)} was changed while it was read: it was {before}, and is {now}. Import it again when nothing writes to it.");
            }
        }
    }

    public void Dispose() => EndStep();

    private void EndStep()
    {
        _step?.Dispose();
        _step = null;
    }

    private readonly record struct Stamp(long Bytes, DateTime Modified)
    {
        public static Stamp Of(string path)
        {
            var file = new FileInfo(path);
            return file.Exists ? new Stamp(file.Length, file.LastWriteTimeUtc) : new Stamp(-1, default);
        }

        public override string ToString() =>
            Bytes < 0 ? "missing" : FormattableString.Invariant($"{Bytes} bytes of {Modified:yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'}");
    }
}
