using System.Text;

namespace Manidala.Training.Import;

/// <summary>
/// Sorts rows in bounded memory: full runs are sorted and spilled to temporary files, which are merged at the end. Few rows never touch the disk.
/// No two rows may be equal in order.
/// </summary>
/// <param name="memory">What the rows of one run may weigh together, in the format's measure.</param>
internal sealed class ExternalSorter<T>(string scratchFolder, ISortFormat<T> format, long memory) : IDisposable
{
    private readonly List<T> _run = [];
    private readonly List<string> _spilled = [];
    private long _weight;

    public long Count { get; private set; }

    public void Add(T row)
    {
        long weight = format.WeightOf(row);
        if (_run.Count > 0 && _weight + weight > memory)
        {
            Spill();
        }

        _run.Add(row);
        _weight += weight;
        Count++;
    }

    /// <summary>All rows in order; to be read once.</summary>
    public IEnumerable<T> Sorted()
    {
        _run.Sort(format);
        return _spilled.Count == 0 ? _run : Merge([.. _spilled.Select(ReadRun), _run]);
    }

    public void Dispose()
    {
        foreach (string file in _spilled)
        {
            File.Delete(file);
        }
    }

    private IEnumerable<T> Merge(IReadOnlyList<IEnumerable<T>> runs)
    {
        var heads = new PriorityQueue<IEnumerator<T>, T>(format);
        try
        {
            foreach (IEnumerable<T> run in runs)
            {
                Advance(run.GetEnumerator());
            }

            while (heads.TryDequeue(out IEnumerator<T>? first, out T? row))
            {
                yield return row;
                Advance(first);
            }
        }
        finally
        {
            foreach ((IEnumerator<T> rest, _) in heads.UnorderedItems)
            {
                rest.Dispose();
            }
        }

        void Advance(IEnumerator<T> run)
        {
            if (run.MoveNext())
            {
                heads.Enqueue(run, run.Current);
            }
            else
            {
                run.Dispose();
            }
        }
    }

    private IEnumerable<T> ReadRun(string file)
    {
        using var reader = new BinaryReader(File.OpenRead(file), Encoding.UTF8);
        int rows = reader.ReadInt32();
        for (int row = 0; row < rows; row++)
        {
            yield return format.Read(reader);
        }
    }

    private void Spill()
    {
        _run.Sort(format);
        string file = Path.Combine(scratchFolder, $"import-{Path.GetRandomFileName()}.run");
        _spilled.Add(file);
        using var writer = new BinaryWriter(File.Create(file), Encoding.UTF8);
        writer.Write(_run.Count);
        foreach (T row in _run)
        {
            format.Write(writer, row);
        }

        _run.Clear();
        _weight = 0;
    }
}
