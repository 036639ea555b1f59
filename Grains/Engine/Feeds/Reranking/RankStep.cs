namespace Manidala.Engine.Feeds;

/// <summary>The steps of a surface's feed by the names that metrics and explanations use, in the order in which they run.</summary>
public static class RankStep
{
    public const string Sources = "sources";
    public const string Blend = "blend";
    public const string Rules = "rules";
    public const string Freshness = "freshness";
    public const string Diversity = "diversity";
    public const string Limits = "limits";

    /// <summary>Pins and explored places.</summary>
    public const string Page = "page";

    public static IReadOnlyList<string> All { get; } = [Sources, Blend, Rules, Freshness, Diversity, Limits, Page];
}
