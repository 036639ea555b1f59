namespace Manidala.Bench.Drills.Checking;

/// <summary>An attempt that got something else than what was asked for.</summary>
/// <param name="At">When it ended, since the load began.</param>
/// <param name="IsAnswer">Or the connection went, or nothing came in time.</param>
internal readonly record struct Refusal(TimeSpan At, string Reason, bool IsAnswer);
