namespace Manidala.Training.Evaluation;

/// <summary>The figures of some of the cases, at the protocol's depth.</summary>
internal sealed record SliceResult(string Name, int Cases, HitMetrics Hits);
