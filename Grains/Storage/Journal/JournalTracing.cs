using System.Diagnostics;

namespace Manidala.Storage.Journal;

/// <summary>The journal's spans. Without a listener none is made and nothing is allocated.</summary>
internal static class JournalTracing
{
    private static readonly ActivitySource Source = new("Manidala.Storage");

    /// <summary>One commit, in the trace of a call that is in it; the database's spans lie within. Null where nobody listens, or nobody follows one of the calls.</summary>
    public static Activity? StartCommit(List<PendingAppend> calls)
    {
        PendingAppend? followed = calls.Find(static call => call.Trace != default);
        return followed is null
            ? null
            : Source.StartActivity("journal commit", ActivityKind.Internal, followed.Trace)?.SetTag("manidala.journal.calls", calls.Count);
    }
}
