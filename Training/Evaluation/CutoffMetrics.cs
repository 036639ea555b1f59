namespace Manidala.Training.Evaluation;

/// <summary>All figures for lists of one length.</summary>
internal sealed record CutoffMetrics(int Length, HitMetrics Hits, Interval HitRateInterval, Interval NdcgInterval, ListMetrics Lists);
