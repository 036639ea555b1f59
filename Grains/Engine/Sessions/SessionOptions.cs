using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Sessions;

/// <summary>How much of a user is kept in memory.</summary>
public sealed class SessionOptions
{
    /// <summary>Positive items kept to rebuild the state under another model; more rebuild better and cost 8 bytes each.</summary>
    [Range(1, 2000)]
    public int HistoryLength { get; set; } = 200;

    /// <summary>Newest interactions kept for people to look at; about 50 bytes each.</summary>
    [Range(1, 200)]
    public int RecentLength { get; set; } = 20;

    /// <summary>Items that do not come back; beyond it the oldest are forgotten. 8 bytes each.</summary>
    [Range(1, 1_000_000)]
    public int SeenCapacity { get; set; } = 10_000;

    /// <summary>Interactions after which a snapshot is written; fewer make an activation's replay shorter and write more.</summary>
    [Range(1, 100_000)]
    public int SnapshotEvery { get; set; } = 50;

    /// <summary>Interactions that make a snapshot worth writing when a user's grain ends; fewer are read from the journal in about the time of a snapshot.</summary>
    [Range(1, 100_000)]
    public int SnapshotAtEnd { get; set; } = 10;

    /// <summary>
    /// How long after silos came or went a session is compared with the journal before each feed: a second one of the same user may be ending elsewhere. Longer is
    /// safer against silos that are slow to tell each other who lives where, and costs a query a feed.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan UnsettledFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long after the last call a user's session stays in memory. Longer keeps more users there, a few KiB each; shorter makes more of them begin with a look into
    /// the journal.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00")]
    public TimeSpan IdleFor { get; set; } = TimeSpan.FromMinutes(15);
}

[OptionsValidator]
public sealed partial class SessionOptionsValidator : IValidateOptions<SessionOptions>;
