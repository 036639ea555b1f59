using System.Data.Common;

namespace Manidala.Storage;

/// <summary>
/// The journal's database is away: what was asked for may succeed a moment later. One for each caller and without a stack: while the database is away every call ends
/// so, and what writes stacks down (a message to another process, a log) spends a millisecond on each.
/// </summary>
public sealed class JournalUnavailableException(string message) : Exception(message)
{
    public override string? StackTrace => null;

    /// <summary>What a caller gets for a failure of the database: this one where it is away, and the failure itself otherwise.</summary>
    internal static Exception ForCaller(Exception failure) => IsAway(failure) ? new JournalUnavailableException(failure.Message) : failure;

    // SQLSTATE 57P: the server starts, stops or was killed.
    internal static bool IsAway(Exception failure) =>
        failure is DatabaseUnavailableException or DbException { IsTransient: true } or DbException { SqlState: ['5', '7', 'P', ..] };
}
