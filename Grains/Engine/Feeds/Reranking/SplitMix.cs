namespace Manidala.Engine.Feeds;

/// <summary>Numbers that look random and follow from a seed (SplitMix64).</summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>From 0 to below 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From 0 to below the bound, evenly to within 2^-32 for any that an array has.</summary>
    public int Next(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    private ulong Next()
    {
        ulong value = _state += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
