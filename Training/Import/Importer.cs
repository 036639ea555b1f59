using Manidala.Storage;
using Manidala.Training.Data;

namespace Manidala.Training.Import;

/// <summary>Brings files into the catalogue and the journal: reads them row by row, sorts rows by time where need be, and stores them.</summary>
/// <param name="scratchFolder">Where what does not fit memory lies until it is stored.</param>
internal sealed class Importer(IInteractionJournal journal, ICatalogStore catalogue, IProgressReporter progress, string scratchFolder)
{
    private const int RowsBetweenReports = 4096;

    /// <param name="rows">Interactions; null for items alone.</param>
    /// <param name="items">Descriptions of items; null for none.</param>
    public async Task<ImportSummary> RunAsync(
        IRowSource? rows, IItemSource? items, MalformedLines malformed, CancellationToken cancellationToken)
    {
        using var files = new SourceFiles(progress, scratchFolder);
        using var spool = new ItemSpool(scratchFolder);
        using var sorter = new TimeSorter(scratchFolder, isInOrder: rows is { IsInOrder: true });
        if (items is not null)
        {
            foreach (DescribedItem item in Reporting(files, items.Read(files, malformed), cancellationToken))
            {
                spool.Add(item);
            }

            RefuseNothing(rows is null ? spool.Count : 1, items.Path, "item", malformed);
        }

        if (rows is not null)
        {
            // The place in the order of reading, since lines of two files may have one number.
            long place = 0;
            foreach (ImportedInteraction row in Reporting(files, rows.Read(files, malformed), cancellationToken))
            {
                sorter.Add(row with { Line = place++ });
            }

            RefuseNothing(sorter.Count, rows.Path, "interaction", malformed);
        }

        // Nothing is stored before everything has been read, so a bad file leaves no trace.
        files.CheckUnchanged();
        var loader = new JournalLoader(journal, catalogue);
        await loader.DescribeItemsAsync(spool.ReadLast(), cancellationToken).ConfigureAwait(false);
        if (rows is not null)
        {
            using IProgressStep step = progress.Begin("Storing", sorter.Count);
            await LoadAsync(loader, sorter.Sorted(), step, cancellationToken).ConfigureAwait(false);
        }

        return new ImportSummary(loader.Added, loader.Known, spool.Count, loader.ItemsChanged, malformed);
    }

    private static void RefuseNothing(long count, string path, string what, MalformedLines malformed)
    {
        if (count == 0)
        {
            string lines = malformed.Count == 0 ? "" : $" The malformed lines:{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", malformed.First)}";
            throw new ImportException($"{path} holds no {what} that can be read.{lines}");
        }
    }

    private static async Task LoadAsync(
        JournalLoader loader, IEnumerable<ImportedInteraction> rows, IProgressStep step, CancellationToken cancellationToken)
    {
        long done = 0;
        foreach (ImportedInteraction row in rows)
        {
            await loader.AddAsync(row, cancellationToken).ConfigureAwait(false);
            if (++done % RowsBetweenReports == 0)
            {
                step.Report(done);
            }
        }

        await loader.CompleteAsync(cancellationToken).ConfigureAwait(false);
        step.Report(done);
    }

    private static IEnumerable<T> Reporting<T>(SourceFiles files, IEnumerable<T> rows, CancellationToken cancellationToken)
    {
        int count = 0;
        foreach (T row in rows)
        {
            if (++count % RowsBetweenReports == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                files.Report();
            }

            yield return row;
        }
    }
}
