using System.Collections.Immutable;

namespace Manidala.Engine.Feeds;

/// <summary>A source and its share of the places, relative to the others'.</summary>
public readonly record struct SourceShare(FeedSource Source, double Share);

/// <summary>A surface as it is served. Immutable.</summary>
public sealed class Surface
{
    /// <param name="options">That the validation has passed.</param>
    public Surface(string name, SurfaceOptions options)
    {
        Name = name;
        Sources = [.. SurfaceSources.Names
            .Select(source => new SourceShare(source.Value, options.ShareOf(source.Key)))
            .Where(source => source.Share > 0)];
        Editorial = [.. options.Editorial];
        Candidates = options.Candidates;
        SimilarTo = options.SimilarTo;
        HasRules = options.Rules;
        Freshness = OnlyEnabled(options.Freshness);
        Diversity = OnlyEnabled(options.Diversity);
        CategoryLimit = OnlyEnabled(options.CategoryLimit);
        RepeatLimit = OnlyEnabled(options.RepeatLimit);
        Exploration = OnlyEnabled(options.Exploration);
    }

    public string Name { get; }

    /// <summary>Those with a share, in the order that settles ties.</summary>
    public ImmutableArray<SourceShare> Sources { get; }

    public ImmutableArray<string> Editorial { get; }

    public int Candidates { get; }

    public int SimilarTo { get; }

    public bool HasRules { get; }

    /// <summary>Null where the step does not run; so with the others.</summary>
    public FreshnessOptions? Freshness { get; }

    public DiversityOptions? Diversity { get; }

    public LimitOptions? CategoryLimit { get; }

    public LimitOptions? RepeatLimit { get; }

    public ExplorationOptions? Exploration { get; }

    private static T? OnlyEnabled<T>(T? step)
        where T : StepOptions =>
        step is { Enabled: true } ? step : null;
}
