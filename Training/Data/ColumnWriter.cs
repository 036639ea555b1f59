using System.Runtime.InteropServices;

namespace Manidala.Training.Data;

/// <summary>Takes a column's numbers in order and gives them back as memory: an array, or a mapped file.</summary>
/// <param name="path">The file; null for an array.</param>
internal sealed class ColumnWriter<T>(string? path) : IDisposable
    where T : unmanaged
{
    private const int Buffered = 1 << 14;
    private readonly FileStream? _file = path is null ? null : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
    private T[] _values = new T[Buffered];
    private int _count;

    public long Length { get; private set; }

    public void Add(T value)
    {
        if (_count == _values.Length)
        {
            MakeRoom();
        }

        _values[_count++] = value;
        Length++;
    }

    /// <param name="owned">Gets what has to be disposed once nobody looks at the column any more.</param>
    public ReadOnlyMemory<T> Complete(ICollection<IDisposable> owned)
    {
        if (_file is null)
        {
            return _values.AsMemory(0, _count);
        }

        Flush();
        _file.Dispose();
        if (Length == 0)
        {
            return default;
        }

        var column = new MappedColumn<T>(path!);
        owned.Add(column);
        return column.Memory;
    }

    public void Dispose() => _file?.Dispose();

    private void MakeRoom()
    {
        if (_file is null)
        {
            Array.Resize(ref _values, _values.Length * 2);
        }
        else
        {
            Flush();
        }
    }

    private void Flush()
    {
        _file!.Write(MemoryMarshal.AsBytes(_values.AsSpan(0, _count)));
        _count = 0;
    }
}
