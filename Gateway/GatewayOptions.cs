using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway;

/// <summary>How the HTTP surface behaves; section <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>Where these options live in the configuration.</summary>
    public const string Section = "Gateway";

    internal static readonly string[] DefaultInteractionTypes =
    [
        "impression", "view", "open", "click", "rating", "like", "save", "share", "cart", "purchase", "skip", "hide", "dislike", "report",
    ];

    /// <summary>Interaction types that are accepted, by exact name; empty for the built-in ones. Silos must accept each.</summary>
    [Required]
    public IList<string> InteractionTypes { get; set; } = [];

    /// <summary>Longest that a call to a grain may take with all of its attempts: longer than it takes to notice that a silo has died.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Longest that one attempt of a call that may be repeated waits; a call that was under way to a silo that died is never answered.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Longest wait for a user's own feed; then a marked fallback is asked of any silo.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan FeedTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait for one answer to that.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan StandInTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest that a readiness answer may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan HealthTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest that checking and publishing an uploaded model may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Most bytes of a JSON body; a longer one is refused with 413.</summary>
    [Range(1024, 1 << 30)]
    public long MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>Most bytes of an uploaded model.</summary>
    [Range(1024, 1L << 40)]
    public long MaxModelBytes { get; set; } = 1L << 30;

    /// <summary>Most requests in progress at once, streams not counted; one more is refused with 503.</summary>
    [Range(1, 1_000_000)]
    public int MaxConcurrentRequests { get; set; } = 4096;

    /// <summary>Where even the quickest feeds of a moment take longer, fewer are let in and the others refused with 503, down to <see cref="LeastConcurrentRequests"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan FeedTarget { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The same for posts of interactions, which wait for the disk.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan InteractionTarget { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>As many feeds, and as many posts of interactions, are let in however long they take.</summary>
    [Range(1, 1_000_000)]
    public int LeastConcurrentRequests { get; set; } = 64;

    /// <summary>Most feed streams open at once; one more is refused with 503.</summary>
    [Range(0, 1_000_000)]
    public int MaxStreams { get; set; } = 10_000;

    /// <summary>Most connections at once, streams among them; one more is closed without an answer. Above <see cref="MaxStreams"/>.</summary>
    [Range(1, 10_000_000)]
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>Most bytes of a request's headers together; more are refused with 431.</summary>
    [Range(1024, 1 << 20)]
    public int MaxHeaderBytes { get; set; } = 32 * 1024;

    /// <summary>Most headers of a request; one more is refused with 431.</summary>
    [Range(16, 10_000)]
    public int MaxHeaders { get; set; } = 100;

    /// <summary>Longest that a request's headers may take to arrive; then its connection is closed. The server looks once a second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest that a connection is kept without a request.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>Fewest bytes a second of a body that is sent, or of an answer that is taken; a slower client is dropped.</summary>
    [Range(1, 1 << 30)]
    public int MinBytesPerSecond { get; set; } = 240;

    /// <summary>How long a client may be slower than that before it is dropped.</summary>
    [Range(typeof(TimeSpan), "00:00:01.100", "00:05:00")]
    public TimeSpan SlowFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait of one long poll behind a stream; must stay below the cluster client's response timeout.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan StreamWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest silence on a stream before a comment keeps its connection open.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan StreamHeartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>First pause of a stream after a failed call, doubled up to <see cref="StreamHeartbeat"/>; also told to browsers as <c>retry</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan StreamRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a process that was asked to end serves on, while it says that it is not ready: longer than whoever sends it requests takes to notice. Part of the 20 s in
    /// which it ends; zero where something else sees to that before it is asked, as Kubernetes' preStop does.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:15")]
    public TimeSpan DrainFor { get; set; }

    /// <summary>Whether <c>/floor/{id}</c> is mapped: a call to a grain that does nothing, for measuring.</summary>
    public bool FloorEndpoint { get; set; }
}

[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
