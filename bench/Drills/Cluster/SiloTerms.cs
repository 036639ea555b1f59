using System.Net;

namespace Manidala.Bench.Drills.Cluster;

/// <summary>What is particular about a silo that a drill starts.</summary>
internal sealed record SiloTerms
{
    /// <summary>One for users, on this machine's loopback.</summary>
    public static SiloTerms Plain { get; } = new();

    public string Role { get; init; } = "silo";

    /// <summary>Variables that differ from those of the cluster's other processes.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>A command line that runs another program, such as one that puts it elsewhere; the silo's own follows.</summary>
    public IReadOnlyList<string> Through { get; init; } = [];

    /// <summary>Where other silos and gateways reach it.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Where it reaches PostgreSQL.</summary>
    public IPAddress DatabaseAddress { get; init; } = IPAddress.Loopback;
}
