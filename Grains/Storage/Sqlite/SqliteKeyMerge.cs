namespace Manidala.Storage.Sqlite;

/// <summary>
/// Copies the tail's interactions into the table that has them by user, in slices that ride along with commits, in the table's order: a page is met once for all of its keys, and no commit
/// waits for a whole merge. Not thread-safe.
/// </summary>
internal sealed class SqliteKeyMerge(SqliteTail tail, int mergeAfter)
{
    // Two for one that comes, so that a merge ends when half as many have gathered as began it.
    private const int PerInteraction = 2;

    // The more of the table's pages there are, the more keys it takes for a page to meet several of them; what gathers is bounded by memory.
    private const int ShareOfAll = 16;
    private const int MostTimes = 8;

    private (SqliteTail.Entry[] Entries, long Through)? _running;
    private int _merged;

    /// <summary>Merges the next slice within the caller's transaction.</summary>
    /// <returns>What to do once the transaction is committed: what is rolled back is merged again.</returns>
    public Action Merge(SqliteJournalStatements statements, int interactions)
    {
        if (_running is null && tail.Waiting >= Math.Clamp(tail.Known / ShareOfAll, mergeAfter, MostTimes * (long)mergeAfter))
        {
            _running = tail.BeginMerge();
            _merged = 0;
        }

        if (_running is not { } running)
        {
            return static () => { };
        }

        int end = (int)Math.Min(running.Entries.Length, _merged + ((long)PerInteraction * interactions));
        foreach (ref readonly SqliteTail.Entry entry in running.Entries.AsSpan(_merged..end))
        {
            statements.Merge(entry.Sequence);
        }

        if (end < running.Entries.Length)
        {
            return () => _merged = end;
        }

        statements.Merged(running.Through);
        return () =>
        {
            tail.EndMerge();
            _running = null;
        };
    }
}
