namespace Manidala.Bench.Drills.Cluster;

/// <summary>What a cluster begins with.</summary>
internal sealed record ClusterPlan(IReadOnlyList<SiloTerms> Silos, int Gateways);
