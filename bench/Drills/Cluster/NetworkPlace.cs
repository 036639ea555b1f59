using System.Net;

namespace Manidala.Bench.Drills.Cluster;

/// <summary>One namespace.</summary>
/// <param name="Address">Towards the cluster.</param>
internal sealed record NetworkPlace(string Name, IPAddress Address)
{
    /// <summary>The words that run a program in it.</summary>
    public IReadOnlyList<string> Through => ["ip", "netns", "exec", Name];
}
