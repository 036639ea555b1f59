namespace Manidala.Engine.Feeds;

/// <summary>The sources that a surface may have, by the names that settings and answers use.</summary>
public static class SurfaceSources
{
    /// <summary>In the order that settles ties.</summary>
    public static IReadOnlyList<KeyValuePair<string, FeedSource>> Names { get; } =
    [
        new("session", FeedSource.Session),
        new("similar", FeedSource.Similar),
        new("trending", FeedSource.Trending),
        new("latest", FeedSource.Latest),
        new("editorial", FeedSource.Editorial),
    ];

    /// <summary>All names, for messages.</summary>
    public static string Allowed { get; } = string.Join(", ", Names.Select(source => source.Key));
}
