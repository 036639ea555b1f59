namespace Manidala.Engine.Feeds;

/// <summary>A page of a surface.</summary>
/// <param name="Propensities">For each entry, the probability that the surface's policy puts it in its place, with what stands above it.</param>
/// <param name="Reasons">Null where they were not asked for.</param>
public sealed record RankedPage(FeedEntry[] Entries, double[] Propensities, FeedReasons? Reasons);
