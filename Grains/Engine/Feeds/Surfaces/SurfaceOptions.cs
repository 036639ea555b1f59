namespace Manidala.Engine.Feeds;

/// <summary>How the feeds of one surface are made: <c>Feeds:Surfaces:NAME</c>. A step whose section is missing does not run.</summary>
public sealed class SurfaceOptions
{
    /// <summary>The share of the places that each source gets: session, similar, trending, latest, editorial. They are relative to each other; 0 leaves a source out.</summary>
    public IDictionary<string, double> Sources { get; set; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Items that are put in order for one page, 20 to 2000; more give re-ranking more choice and take longer.</summary>
    public int Candidates { get; set; } = 200;

    /// <summary>The user's newest items that the source <c>similar</c> looks for neighbours of, 1 to 20; each takes a search.</summary>
    public int SimilarTo { get; set; } = 3;

    /// <summary>Ids of the source <c>editorial</c>, the first one first.</summary>
    public IList<string> Editorial { get; set; } = [];

    /// <summary>Whether the rules of <c>Feeds:Rules</c> hold here.</summary>
    public bool Rules { get; set; } = true;

    /// <summary>Newer items first, by a half-life.</summary>
    public FreshnessOptions? Freshness { get; set; }

    /// <summary>Items unlike those above them (MMR).</summary>
    public DiversityOptions? Diversity { get; set; }

    /// <summary>At most so many items of one category within a window.</summary>
    public LimitOptions? CategoryLimit { get; set; }

    /// <summary>At most so many items with one value of an attribute, such as the creator, within a window.</summary>
    public LimitOptions? RepeatLimit { get; set; }

    /// <summary>Places that go to items drawn at random.</summary>
    public ExplorationOptions? Exploration { get; set; }

    /// <summary>The share of a source; names of settings have no case.</summary>
    internal double ShareOf(string source) => Sources.FirstOrDefault(share => string.Equals(share.Key, source, StringComparison.OrdinalIgnoreCase)).Value;
}

/// <summary>A step that can be switched off without taking its settings away.</summary>
public abstract class StepOptions
{
    /// <summary>Whether the step runs.</summary>
    public bool Enabled { get; set; } = true;
}

/// <summary>An item's relevance is multiplied by (1 - w) + w * 2^(-age / half-life).</summary>
public sealed class FreshnessOptions : StepOptions
{
    /// <summary>After this age what freshness adds is half; a minute to ten years. Shorter prefers newer items more.</summary>
    public TimeSpan HalfLife { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The weight w, 0 to 1: 0 changes nothing, at 1 an old item is worth nothing.</summary>
    public double Weight { get; set; } = 0.5;
}

/// <summary>Maximal marginal relevance: lambda * relevance - (1 - lambda) * the highest cosine with an item above.</summary>
public sealed class DiversityOptions : StepOptions
{
    /// <summary>Lambda, 0 to 1: 1 changes nothing, lower ones give more unlike items.</summary>
    public double Lambda { get; set; } = 0.8;
}

/// <summary>At most <see cref="Most"/> within <see cref="Window"/> neighbouring places; where nothing else is left, more.</summary>
public sealed class LimitOptions : StepOptions
{
    /// <summary>1 to 100.</summary>
    public int Most { get; set; } = 2;

    /// <summary>Places, 2 to 500, more than <see cref="Most"/>.</summary>
    public int Window { get; set; } = 10;

    /// <summary>Of a repeat limit, which attribute's values must not repeat; no meaning for a limit of categories.</summary>
    public string Attribute { get; set; } = "creator";
}

/// <summary>Every n-th place goes, with a probability, to an item drawn evenly from a pool.</summary>
public sealed class ExplorationOptions : StepOptions
{
    /// <summary>The remaining candidates, the items that the model does not know, or all that may be recommended.</summary>
    public const string Candidates = "candidates";

    /// <summary>Items that came after the model was trained.</summary>
    public const string New = "new";

    /// <summary>Every item that may be recommended.</summary>
    public const string All = "all";

    /// <summary>Every how many places one may be drawn, 1 to 100.</summary>
    public int Every { get; set; } = 10;

    /// <summary>With which probability such a place is drawn, above 0 and up to 1; otherwise it goes to the next item in order.</summary>
    public double Probability { get; set; } = 1;

    /// <summary>What is drawn from: candidates, new or all.</summary>
    public string Pool { get; set; } = Candidates;
}
