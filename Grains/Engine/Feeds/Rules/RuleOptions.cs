namespace Manidala.Engine.Feeds;

/// <summary>A business rule: <c>Feeds:Rules:NAME</c>. It is about the items that one of its lists names.</summary>
public sealed class RuleOptions
{
    /// <summary>boost, bury, pin, require or exclude.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Ids of items; of a pin its one item.</summary>
    public IList<string> Items { get; set; } = [];

    public IList<string> Categories { get; set; } = [];

    /// <summary>Attributes with their values, as <c>name:value</c>.</summary>
    public IList<string> Labels { get; set; } = [];

    /// <summary>Surfaces on which it holds; none for all.</summary>
    public IList<string> Surfaces { get; set; } = [];

    /// <summary>What relevance is multiplied by: of a boost above 1 and up to 1000 (2 by default), of bury 0 to below 1 (0 by default: behind all others).</summary>
    public double? Factor { get; set; }

    /// <summary>The place of a pin, from 1.</summary>
    public int? Position { get; set; }

    /// <summary>From when on it holds; always by default.</summary>
    public DateTimeOffset? From { get; set; }

    /// <summary>Until when it holds, that moment not included; for ever by default.</summary>
    public DateTimeOffset? Until { get; set; }
}
