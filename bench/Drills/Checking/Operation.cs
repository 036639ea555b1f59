namespace Manidala.Bench.Drills.Checking;

/// <summary>One call that a client needed, with all of its attempts.</summary>
/// <param name="IsFeed">Or an interaction.</param>
/// <param name="Due">When it should have been sent, since the load began.</param>
/// <param name="Took">From then to the answer that it was content with, or until it gave up.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="Served">What the last attempt took by itself.</param>
internal readonly record struct Operation(bool IsFeed, TimeSpan Due, TimeSpan Took, int Attempts, bool IsAnswered, bool IsFallback, TimeSpan Served);
