using System.Runtime.InteropServices;

namespace Manidala.Engine.Devices;

/// <summary>Loads native libraries to see whether they load.</summary>
internal static class LibraryLoading
{
    /// <summary>Null where the library loads; the loader's own words where it does not.</summary>
    public static string? TryLoad(string library)
    {
        try
        {
            // It stays loaded: a provider's library that is unloaded again does not come back whole.
            NativeLibrary.Load(library);
            return null;
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            return failure.Message.ReplaceLineEndings(" ");
        }
    }
}
