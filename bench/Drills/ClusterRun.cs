using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills;

/// <summary>One run of a drill: its cluster, and the load that the cluster bears meanwhile.</summary>
internal sealed record ClusterRun(DrillWorld World, DrillSettings Settings, DrillCluster Cluster, UnderLoad Load)
{
    /// <summary>Since the load began.</summary>
    public TimeSpan Elapsed => Load.Elapsed;

    /// <summary>Says what was just done, or seen; answers when, since the load began.</summary>
    public TimeSpan Note(string what) => Load.Note(what);
}
