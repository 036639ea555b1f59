using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Manidala.Engine.Retrieval;

/// <summary>
/// Asks for memory before it is read. What is scattered over hundreds of megabytes comes from the main memory, a hundred nanoseconds away, and a dozen such
/// requests can be under way at once.
/// </summary>
internal static class MemoryPrefetch
{
    private const int LineBytes = 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Ask(ref byte start, int bytes)
    {
        if (Sse.IsSupported)
        {
            // Nothing is read through the pointer: an array that is moved meanwhile only makes the request useless.
            byte* at = (byte*)Unsafe.AsPointer(ref start);
            for (int offset = 0; offset < bytes + LineBytes - 1; offset += LineBytes)
            {
                Sse.Prefetch0(at + Math.Min(offset, bytes - 1));
            }
        }
    }
}
