using System.Runtime.InteropServices;

namespace Manidala.Training.Data;

/// <summary>Rows in the order in which they came: in memory as long as they are few, then in a file that goes with this object.</summary>
/// <param name="path">The file; null keeps all in memory.</param>
/// <param name="mostInMemory">Rows that are held before they are written.</param>
internal sealed class RowSpill(string? path, int mostInMemory) : IDisposable
{
    private const int FirstCapacity = 256;
    private JournalRow[] _buffer = new JournalRow[Math.Min(FirstCapacity, mostInMemory)];
    private int _buffered;
    private FileStream? _file;

    public long Count { get; private set; }

    public void Add(in JournalRow row)
    {
        if (_buffered == _buffer.Length)
        {
            MakeRoom();
        }

        _buffer[_buffered++] = row;
        Count++;
    }

    /// <summary>All rows, in order, some at a time.</summary>
    public void ForEach(Action<JournalRow> visit)
    {
        if (_file is not null)
        {
            VisitFile(_file, visit);
        }

        for (int place = 0; place < _buffered; place++)
        {
            visit(_buffer[place]);
        }
    }

    public void Dispose() => _file?.Dispose();

    private void MakeRoom()
    {
        if (path is null || _buffer.Length < mostInMemory)
        {
            Array.Resize(ref _buffer, path is null ? _buffer.Length * 2 : Math.Min(mostInMemory, _buffer.Length * 2));
            return;
        }

        _file ??= new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        _file.Write(MemoryMarshal.AsBytes(_buffer.AsSpan()));
        _buffered = 0;
    }

    private static void VisitFile(FileStream file, Action<JournalRow> visit)
    {
        long end = file.Position;
        file.Position = 0;
        JournalRow[] chunk = new JournalRow[4096];
        while (file.Position < end)
        {
            int rowBytes = Marshal.SizeOf<JournalRow>();
            int rows = (int)Math.Min(chunk.Length, (end - file.Position) / rowBytes);
            file.ReadExactly(MemoryMarshal.AsBytes(chunk.AsSpan(0, rows)));
            for (int place = 0; place < rows; place++)
            {
                visit(chunk[place]);
            }
        }
    }
}
