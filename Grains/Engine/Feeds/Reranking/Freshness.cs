namespace Manidala.Engine.Feeds;

/// <summary>What an item's age is worth.</summary>
internal static class Freshness
{
    /// <summary>(1 - weight) + weight * 2^(-age / half-life); an item of the future is new.</summary>
    public static float Factor(TimeSpan age, TimeSpan halfLife, double weight)
    {
        double halves = Math.Max(0, age / halfLife);
        return (float)(1 - weight + (weight * Math.Pow(2, -halves)));
    }
}
