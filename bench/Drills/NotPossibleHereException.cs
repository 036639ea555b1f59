namespace Manidala.Bench.Drills;

/// <summary>This machine, or who runs the drill on it, lacks what the drill breaks things with: nothing was run, and nothing is known.</summary>
internal sealed class NotPossibleHereException(string message, Exception? inner = null) : Exception(message, inner);
