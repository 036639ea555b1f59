namespace Manidala.Bench.Drills.Checking;

/// <summary>One interaction that the server said is durable.</summary>
/// <param name="Number">Of the operation: the interaction's value, which the journal keeps, so that a row names the call that wrote it.</param>
/// <param name="Sequence">Its place in the journal, as the answer had it.</param>
/// <param name="Sent">When it was first sent, since the load began.</param>
/// <param name="Answered">When the answer was there.</param>
internal readonly record struct Acknowledgement(long Number, int User, string Item, long Sequence, TimeSpan Sent, TimeSpan Answered);

/// <summary>One interaction as the journal holds it.</summary>
internal readonly record struct JournalRow(long Number, int User, string Item, long Sequence);
