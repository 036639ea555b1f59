namespace Manidala.Training.Evaluation;

/// <summary>What is measured beside the first figures.</summary>
internal sealed record EvaluationSettings
{
    private static readonly int[] DefaultLengths = [1, 5, 10, 20, 50];

    /// <summary>Lengths of lists that were asked for, rising; null for the usual ones. The protocol's own depth is measured in any case.</summary>
    public IReadOnlyList<int>? Lengths { get; init; }

    /// <summary>How many steps of a history the model is given, the newest ones; null for all. What is left out of a ranking is the whole history in any case.</summary>
    public int? Newest { get; init; }

    /// <summary>Items drawn to stand for all others, for figures that are marked as sampled; 0 for none.</summary>
    public int Sampled { get; init; }

    /// <summary>Recent sessions of each item that VMIS-kNN looks at. More finds rarer neighbours, and costs time.</summary>
    public int VmisSessions { get; init; } = 500;

    /// <summary>Neighbouring sessions that VMIS-kNN recommends from.</summary>
    public int VmisNeighbours { get; init; } = 100;

    public IReadOnlyList<int> LengthsFor(Protocol protocol) => [.. (Lengths ?? DefaultLengths).Append(protocol.Depth).Append(RankingMetrics.Depth).Distinct().Order()];
}
