using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Manidala.Training.Archives;

/// <summary>
/// Has a folder's names on the disk: a file that was flushed and renamed is otherwise there under its old name after a power cut, when what it replaces in the
/// database is gone. .NET opens no folders.
/// </summary>
internal static partial class FolderFlush
{
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            // There the file system keeps the order itself.
            return;
        }

        int descriptor = Check(Open(folder, 0), folder);
        try
        {
            Check(Synchronize(descriptor), folder);
        }
        finally
        {
            Close(descriptor);
        }
    }

    private static int Check(int result, string folder) => result >= 0
        ? result
        : throw new IOException($"The folder {folder} cannot be written to the disk: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
