namespace Manidala.Engine.Trending;

/// <summary>
/// Weighted counts that halve with time. Each is kept as the logarithm of its value at a fixed landmark, so that nothing has to be touched as
/// time passes, the order of items does not depend on when one looks, and interactions decades apart neither overflow nor vanish. Not thread-safe.
/// </summary>
public sealed class DecayedCounts(TimeSpan halfLife, int capacity)
{
    // What rounding leaves of a count of which all was taken back.
    private const double Residue = 1e-9;

    private readonly Dictionary<string, double> _log2 = new(StringComparer.Ordinal);
    private readonly double _halfLifeMs = halfLife.TotalMilliseconds;

    public int Count => _log2.Count;

    /// <summary>Adds an interaction's weight; a weight of zero or less changes nothing.</summary>
    public void Add(string item, double weight, long timestampMs)
    {
        if (!(weight > 0))
        {
            return;
        }

        double added = Math.Log2(weight) + (timestampMs / _halfLifeMs);
        _log2[item] = _log2.TryGetValue(item, out double old) ? SumOfPowers(old, added) : added;
        if (_log2.Count > 2 * capacity)
        {
            ForgetLowest();
        }
    }

    /// <summary>Takes back what was added with the same weight and time; no count falls below nothing.</summary>
    public void Remove(string item, double weight, long timestampMs)
    {
        if (!(weight > 0) || !_log2.TryGetValue(item, out double old))
        {
            return;
        }

        double share = Math.Pow(2, Math.Log2(weight) + (timestampMs / _halfLifeMs) - old);
        if (share < 1 - Residue)
        {
            _log2[item] = old + Math.Log2(1 - share);
        }
        else
        {
            _log2.Remove(item);
        }
    }

    /// <summary>
    /// The items with the highest counts, highest first, ties by id; each with the logarithm to base 2 of its count at the landmark. The counts of
    /// two items at any one time differ by the factor that their logarithms differ by.
    /// </summary>
    public IReadOnlyList<(string Item, double Log2)> Top(int count) =>
        [.. _log2.OrderByDescending(entry => entry.Value)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(count)
            .Select(entry => (entry.Key, entry.Value))];

    // log2(2^a + 2^b) without leaving the range of a double.
    private static double SumOfPowers(double a, double b)
    {
        double high = Math.Max(a, b);
        return high + Math.Log2(1 + Math.Pow(2, Math.Min(a, b) - high));
    }

    private void ForgetLowest()
    {
        foreach (string item in _log2.OrderBy(entry => entry.Value).Take(_log2.Count - capacity).Select(entry => entry.Key).ToList())
        {
            _log2.Remove(item);
        }
    }
}
