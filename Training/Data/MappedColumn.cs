using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace Manidala.Training.Data;

/// <summary>A file of numbers as memory that the system reads from disk when it is looked at, and may drop again.</summary>
internal sealed unsafe class MappedColumn<T> : MemoryManager<T>
    where T : unmanaged
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly T* _start;
    private readonly int _length;

    /// <param name="path">Not empty.</param>
    public MappedColumn(string path)
    {
        long length = new FileInfo(path).Length / Unsafe.SizeOf<T>();
        _length = length <= int.MaxValue
            ? (int)length
            : throw new InvalidDataException($"{path} has {length} values; a column can be read up to {int.MaxValue}.");
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = (T*)start;
        if (!OperatingSystem.IsWindows())
        {
            // The mapping keeps the file's contents; without a name they are gone with this process, also when it is killed.
            File.Delete(path);
        }
    }

    public override Span<T> GetSpan() => new(_start, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex, pinnable: this);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
        }
    }
}
