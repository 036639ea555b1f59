using Manidala.Bench.Processes;

namespace Manidala.Bench.Drills.Cluster;

/// <summary>What a cluster begins with.</summary>
internal sealed record ClusterPlan(IReadOnlyList<SiloTerms> Silos, int Gateways)
{
    /// <summary>The build that fills the database and that processes are of.</summary>
    public ProgramSet Programs { get; init; } = ProgramSet.Current;

    /// <summary>Plain silos.</summary>
    public static ClusterPlan Of(int silos, int gateways) => new([.. Enumerable.Repeat(SiloTerms.Plain, silos)], gateways);
}
