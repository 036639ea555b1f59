using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway;

/// <summary>How the HTTP surface behaves; section <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>Where these options live in the configuration.</summary>
    public const string Section = "Gateway";

    /// <summary>Interaction types that are accepted, by exact name; must be a subset of what the silos accept.</summary>
    [Required, MinLength(1)]
    public IList<string> InteractionTypes { get; set; } = [];

    /// <summary>Longest that one call to a grain may take, retries not counted.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(5);

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

    /// <summary>Most feed streams open at once; one more is refused with 503.</summary>
    [Range(0, 1_000_000)]
    public int MaxStreams { get; set; } = 10_000;

    /// <summary>Longest wait of one long poll behind a stream; must stay below the cluster client's response timeout.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan StreamWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest silence on a stream before a comment keeps its connection open.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan StreamHeartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>First pause of a stream after a failed call, doubled up to <see cref="StreamHeartbeat"/>; also told to browsers as <c>retry</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan StreamRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether <c>/floor/{id}</c> is mapped: a call to a grain that does nothing, for measuring.</summary>
    public bool FloorEndpoint { get; set; }
}

[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
