namespace Manidala.Training.Evaluation;

/// <summary>Where a mean lies with a probability of 95 %.</summary>
internal readonly record struct Interval(double Low, double High);
