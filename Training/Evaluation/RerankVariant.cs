using Manidala.Engine.Feeds;

namespace Manidala.Training.Evaluation;

/// <summary>A surface to be measured.</summary>
internal sealed record RerankVariant(string Name, SurfaceOptions Surface, IReadOnlyDictionary<string, RuleOptions> Rules);

/// <summary>What steps are measured with.</summary>
internal sealed record RerankSettings
{
    public int Candidates { get; init; } = 200;

    public double Lambda { get; init; } = new DiversityOptions().Lambda;

    public TimeSpan HalfLife { get; init; } = new FreshnessOptions().HalfLife;

    public double FreshnessWeight { get; init; } = new FreshnessOptions().Weight;

    public int Most { get; init; } = new LimitOptions().Most;

    public int Window { get; init; } = new LimitOptions().Window;

    /// <summary>The attribute of the repeat limit; null to leave that out.</summary>
    public string? RepeatAttribute { get; init; }

    public int ExploreEvery { get; init; } = new ExplorationOptions().Every;

    /// <summary>The retrieval alone, then each step by itself, then all of them.</summary>
    /// <param name="category">That a rule boosts; null where items have none.</param>
    public IReadOnlyList<RerankVariant> Variants(string? category)
    {
        Dictionary<string, RuleOptions> none = [];
        Dictionary<string, RuleOptions> boost = category is null ? none : new() { ["boost"] = new RuleOptions { Kind = "boost", Categories = [category] } };
        var variants = new List<RerankVariant>
        {
            new("session", Session(), none),
            new("blend", Blend(), none),
            new("freshness", Session(surface => surface.Freshness = Freshness()), none),
            new("diversity", Session(surface => surface.Diversity = new() { Lambda = Lambda }), none),
            new("exploration", Session(surface => surface.Exploration = new() { Every = ExploreEvery }), none),
        };
        if (category is not null)
        {
            variants.Add(new("categoryLimit", Session(surface => surface.CategoryLimit = Limit()), none));
            variants.Add(new("rules", Session(), boost));
        }

        if (RepeatAttribute is { } attribute)
        {
            variants.Add(new("repeatLimit", Session(surface => surface.RepeatLimit = Limit(attribute)), none));
        }

        variants.Add(new("all", All(category), boost));
        return variants;
    }

    private SurfaceOptions All(string? category)
    {
        SurfaceOptions all = Blend();
        all.Freshness = Freshness();
        all.Diversity = new() { Lambda = Lambda };
        all.CategoryLimit = category is null ? null : Limit();
        all.RepeatLimit = RepeatAttribute is null ? null : Limit(RepeatAttribute);
        all.Exploration = new() { Every = ExploreEvery };
        return all;
    }

    private SurfaceOptions Session(Action<SurfaceOptions>? set = null)
    {
        var surface = new SurfaceOptions { Candidates = Candidates, Sources = new Dictionary<string, double> { ["session"] = 1 } };
        set?.Invoke(surface);
        return surface;
    }

    private SurfaceOptions Blend() => new()
    {
        Candidates = Candidates,
        Sources = new Dictionary<string, double> { ["session"] = 0.7, ["similar"] = 0.2, ["trending"] = 0.1 },
    };

    private FreshnessOptions Freshness() => new() { HalfLife = HalfLife, Weight = FreshnessWeight };

    private LimitOptions Limit(string? attribute = null)
    {
        var limit = new LimitOptions { Most = Most, Window = Window };
        limit.Attribute = attribute ?? limit.Attribute;
        return limit;
    }
}
