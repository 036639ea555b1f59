using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Hosting;

/// <summary>Which cluster a gateway of its own process joins; section <c>Cluster</c>.</summary>
public sealed class ClusterClientOptions
{
    /// <summary>Where these options live in the configuration.</summary>
    public const string Section = "Cluster";

    /// <summary>The cluster's id, the same in every silo and gateway.</summary>
    [Required, StringLength(150, MinimumLength = 1)]
    public string Id { get; set; } = "manidala";

    /// <summary>Longest that Orleans waits for an answer; not below a stream's wait and one attempt together.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest pause between two attempts to reach a silo.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan LongestRetryPause { get; set; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class ClusterClientOptionsValidator : IValidateOptions<ClusterClientOptions>;
