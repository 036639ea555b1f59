using Manidala.Storage;

namespace Manidala.Training.Archives;

/// <summary>Writes the journal, as far as it is settled, into one file, and the catalogue into another; each has its name only when it is whole.</summary>
internal static class JournalExport
{
    private const int RowsOfGroup = 50_000;

    /// <returns>How many interactions, and the sequence of the last.</returns>
    public static async Task<(long Rows, long Last)> WriteAsync(
        IInteractionJournal journal, long after, string path, Func<Stream, CancellationToken, Task<IJournalSink>> open, CancellationToken cancellationToken)
    {
        long rows = 0, last = after;
        await WholeFile.WriteAsync(
            path,
            async file =>
            {
                IJournalSink sink = await open(file, cancellationToken).ConfigureAwait(false);
                await using (sink.ConfigureAwait(false))
                {
                    // Up to where it stood: it grows while this reads, and somebody may write faster than that.
                    long through = await journal.ReadHorizonAsync(cancellationToken).ConfigureAwait(false);
                    while (await journal.ReadPageAsync(last, RowsOfGroup, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
                    {
                        JournalEntry[] taken = [.. page.TakeWhile(entry => entry.Sequence <= through)];
                        if (taken.Length > 0)
                        {
                            await sink.AddAsync(taken, cancellationToken).ConfigureAwait(false);
                            rows += taken.Length;
                            last = taken[^1].Sequence;
                        }

                        if (taken.Length < page.Count)
                        {
                            break;
                        }
                    }
                }
            }).ConfigureAwait(false);
        return (rows, last);
    }
}
