namespace Manidala.Training.Data;

/// <summary>
/// SplitMix64: a generator whose numbers for a seed are the same on every platform and in every version of .NET, which
/// <see cref="Random"/> does not promise. Not thread-safe.
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong NextUInt64()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="exclusiveMax"/>).</summary>
    public int Next(int exclusiveMax) => (int)(NextDouble() * exclusiveMax);

    public int Next(int min, int exclusiveMax) => min + Next(exclusiveMax - min);

    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>Sum of twelve uniforms less six: close to a standard normal, by additions alone, so exact everywhere.</summary>
    public double NextNormal()
    {
        double sum = -6;
        for (int i = 0; i < 12; i++)
        {
            sum += NextDouble();
        }

        return sum;
    }

    /// <summary>Picks an index by rising running totals of weights.</summary>
    public int NextWeighted(ReadOnlySpan<double> runningTotals)
    {
        double point = NextDouble() * runningTotals[^1];
        int low = 0;
        int high = runningTotals.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (runningTotals[middle] > point)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
