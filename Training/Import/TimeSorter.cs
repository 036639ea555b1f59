using System.Text;

namespace Manidala.Training.Import;

/// <summary>
/// Sorts rows by time, then by line, in bounded memory: full runs are sorted and spilled to temporary files, which are merged at the end.
/// A file of few rows never touches the disk.
/// </summary>
internal sealed class TimeSorter(string scratchFolder, int rowsInMemory = TimeSorter.DefaultRowsInMemory) : IDisposable
{
    // About 100 bytes a row: some 50 MB, whatever the file's length. 32 million rows make 64 runs.
    public const int DefaultRowsInMemory = 500_000;

    private readonly List<ImportedInteraction> _run = [];
    private readonly List<string> _spilled = [];

    public long Count { get; private set; }

    public void Add(ImportedInteraction row)
    {
        if (_run.Count == rowsInMemory)
        {
            Spill();
        }

        _run.Add(row);
        Count++;
    }

    /// <summary>All rows in order; to be read once.</summary>
    public IEnumerable<ImportedInteraction> Sorted()
    {
        SortRun();
        return _spilled.Count == 0 ? _run : Merge([.. _spilled.Select(ReadRun), _run]);
    }

    public void Dispose()
    {
        foreach (string file in _spilled)
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<ImportedInteraction> Merge(IReadOnlyList<IEnumerable<ImportedInteraction>> runs)
    {
        var heads = new PriorityQueue<IEnumerator<ImportedInteraction>, (long, long)>();
        try
        {
            foreach (IEnumerable<ImportedInteraction> run in runs)
            {
                Advance(run.GetEnumerator());
            }

            while (heads.TryDequeue(out IEnumerator<ImportedInteraction>? first, out _))
            {
                yield return first.Current;
                Advance(first);
            }
        }
        finally
        {
            foreach ((IEnumerator<ImportedInteraction> rest, _) in heads.UnorderedItems)
            {
                rest.Dispose();
            }
        }

        void Advance(IEnumerator<ImportedInteraction> run)
        {
            if (run.MoveNext())
            {
                heads.Enqueue(run, (run.Current.TimestampMs, run.Current.Line));
            }
            else
            {
                run.Dispose();
            }
        }
    }

    private static IEnumerable<ImportedInteraction> ReadRun(string file)
    {
        using var reader = new BinaryReader(File.OpenRead(file), Encoding.UTF8);
        int rows = reader.ReadInt32();
        for (int row = 0; row < rows; row++)
        {
            yield return new ImportedInteraction(
                reader.ReadInt64(), reader.ReadInt64(), reader.ReadString(), reader.ReadString(), string.Intern(reader.ReadString()), reader.ReadDouble());
        }
    }

    private void SortRun() => _run.Sort(static (a, b) =>
        a.TimestampMs != b.TimestampMs ? a.TimestampMs.CompareTo(b.TimestampMs) : a.Line.CompareTo(b.Line));

    private void Spill()
    {
        SortRun();
        string file = Path.Combine(scratchFolder, $"import-{Path.GetRandomFileName()}.run");
        _spilled.Add(file);
        using var writer = new BinaryWriter(File.Create(file), Encoding.UTF8);
        writer.Write(_run.Count);
        foreach (ImportedInteraction row in _run)
        {
            writer.Write(row.TimestampMs);
            writer.Write(row.Line);
            writer.Write(row.UserId);
            writer.Write(row.ItemId);
            writer.Write(row.Type);
            writer.Write(row.Value);
        }

        _run.Clear();
    }
}
