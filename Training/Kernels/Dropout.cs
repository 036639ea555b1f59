using System.Runtime.Intrinsics;

namespace Manidala.Training.Kernels;

/// <summary>
/// Which activations a training step drops: a hash of the step's seed and the activation's place, so that the backward pass and a resumed training find the
/// same ones without anything being kept, whichever thread asks.
/// </summary>
internal readonly unsafe struct Dropout(double share, uint seed)
{
    private readonly uint _threshold = (uint)(share * uint.MaxValue);
    private readonly float _scale = (float)(1 / (1 - share));
    private readonly uint _seed = Mix(seed);

    /// <summary>Scales what is kept and zeroes the rest, in place.</summary>
    /// <param name="count">A multiple of 8.</param>
    /// <param name="first">The place of the first value among all of this site.</param>
    public void Apply(float* values, int count, uint first)
    {
        if (_threshold == 0)
        {
            return;
        }

        var place = Vector256.Create(first) + Vector256.Create(0u, 1u, 2u, 3u, 4u, 5u, 6u, 7u);
        var scale = Vector256.Create(_scale);
        var threshold = Vector256.Create(_threshold);
        for (int i = 0; i < count; i += 8, place += Vector256.Create(8u))
        {
            var x = (place * 0x9E3779B1u) ^ Vector256.Create(_seed);
            x = (x ^ Vector256.ShiftRightLogical(x, 16)) * 0x7FEB352Du;
            x = (x ^ Vector256.ShiftRightLogical(x, 15)) * 0x846CA68Bu;
            x ^= Vector256.ShiftRightLogical(x, 16);
            var keeps = Vector256.GreaterThanOrEqual(x, threshold).AsSingle();
            Vector256.Store(Vector256.Load(values + i) * scale & keeps, values + i);
        }
    }

    /// <summary>Another site of the same step: each layer drops its own.</summary>
    public static uint Site(uint seed, int site) => Mix(seed ^ (uint)(site * 0x632BE5AB));

    private static uint Mix(uint x)
    {
        x = (x ^ (x >> 16)) * 0x7FEB352D;
        x = (x ^ (x >> 15)) * 0x846CA68B;
        return x ^ (x >> 16);
    }
}
