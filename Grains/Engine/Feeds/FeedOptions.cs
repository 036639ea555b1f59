using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Feeds;

/// <summary>How feeds are put together.</summary>
public sealed class FeedOptions
{
    /// <summary>Every how many places of a feed one goes to an item that came after the model was trained, where there is one; 0 for never.</summary>
    [Range(0, 100)]
    public int NewItemEvery { get; set; } = 10;

    /// <summary>Every how many places of a new user's feed one goes to a random item instead of a trending one; 0 for never.</summary>
    [Range(0, 100)]
    public int ExploreEvery { get; set; } = 4;

    /// <summary>Longest that a feed waits for the session's steps; after it trending items stand in.</summary>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:00:10")]
    public TimeSpan StepDeadline { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Feeds of other kinds than the built-in one, by the name that <c>?surface=</c> asks for.</summary>
    public IDictionary<string, SurfaceOptions> Surfaces { get; set; } = new Dictionary<string, SurfaceOptions>(StringComparer.Ordinal);

    /// <summary>Business rules by name, on the surfaces that are configured.</summary>
    public IDictionary<string, RuleOptions> Rules { get; set; } = new Dictionary<string, RuleOptions>(StringComparer.Ordinal);
}

[OptionsValidator]
public sealed partial class FeedOptionsValidator : IValidateOptions<FeedOptions>;
