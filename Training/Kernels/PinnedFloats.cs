using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Manidala.Training.Kernels;

/// <summary>
/// Numbers that never move, so that kernels can hold pointers to them. Grows, and is then empty of what it held; each time by a quarter at least, because what it
/// had is freed late.
/// </summary>
internal sealed unsafe class PinnedFloats
{
    private float[] _values;

    public PinnedFloats()
        : this(0)
    {
    }

    public PinnedFloats(int length) => _values = Allocate(length);

    public int Length => _values.Length;

    public float* Pointer => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_values));

    public Span<float> Span => _values;

    public float* AtLeast(int length)
    {
        Fit(length);
        return Pointer;
    }

    /// <summary>Makes room for this many numbers; what it held is gone where it had to grow.</summary>
    public void Fit(int length)
    {
        if (_values.Length < length)
        {
            _values = Allocate((int)Math.Max(length, Math.Min(_values.Length * 5L / 4, Array.MaxLength)));
        }
    }

    public void Clear() => Array.Clear(_values);

    private static float[] Allocate(int length) => GC.AllocateArray<float>(length, pinned: true);
}
