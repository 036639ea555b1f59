using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// Numbers in a file without a name, looked at as memory: the system drops what is not looked at and reads it again, as it would a database's pages, and nobody
/// else can change or shorten the file. Gone with the last reference to it.
/// </summary>
internal sealed unsafe partial class MappedFloats
{
    private const int DontNeed = 4;

    private readonly SafeMemoryMappedViewHandle _view;
    private readonly float* _start;

    /// <param name="path">Of a file that is whole.</param>
    public MappedFloats(string path)
    {
        using (var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read))
        {
            _view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read).SafeMemoryMappedViewHandle;
        }

        // Not acquired: the handle unmaps the file once nothing refers to it, with no one to release it.
        _start = (float*)_view.DangerousGetHandle();
    }

    /// <summary>Only to be looked at while this object is referred to.</summary>
    public ReadOnlySpan<float> Slice(nint first, int count) => new(_start + first, count);

    public ref byte At(nint place) => ref *(byte*)(_start + place);

    /// <summary>Lets go of the pages that were looked at; they stay in the system's cache, while it has room.</summary>
    public void LetGo()
    {
        if (OperatingSystem.IsLinux())
        {
            // Advice: where it is not taken, nothing is lost.
            _ = Advise((nint)_start, (nuint)_view.ByteLength, DontNeed);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
