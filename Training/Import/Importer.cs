using Manidala.Engine.Catalog;
using Manidala.Storage;
using Manidala.Training.Data;

namespace Manidala.Training.Import;

/// <summary>Brings a file into the catalogue and the journal: reads it row by row, sorts it by time where need be, and stores it.</summary>
/// <param name="scratchFolder">Where a large file's sorted runs lie until they are merged.</param>
internal sealed class Importer(IInteractionJournal journal, ICatalogStore catalogue, IProgressReporter progress, string scratchFolder)
{
    private const int RowsBetweenReports = 4096;

    public async Task<ImportSummary> RunAsync(
        IRowSource source, string? moviesPath, MalformedLines malformed, CancellationToken cancellationToken)
    {
        IReadOnlyList<Item> items = moviesPath is null ? [] : MovieLensMovies.Read(moviesPath, malformed);
        var loader = new JournalLoader(journal, catalogue);
        if (source.IsInOrder)
        {
            await loader.PutItemsAsync(items, cancellationToken).ConfigureAwait(false);
            await LoadAsync(loader, ReadReporting(source, malformed, cancellationToken), null, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            using var sorter = new TimeSorter(scratchFolder);
            foreach (ImportedInteraction row in ReadReporting(source, malformed, cancellationToken))
            {
                sorter.Add(row);
            }

            // Nothing is written before the whole file has been read, so a file with too many malformed lines leaves no trace.
            await loader.PutItemsAsync(items, cancellationToken).ConfigureAwait(false);
            using IProgressStep step = progress.Begin("Storing", sorter.Count);
            await LoadAsync(loader, sorter.Sorted(), step, cancellationToken).ConfigureAwait(false);
        }

        return new ImportSummary(loader.Added, loader.Known, loader.ItemsChanged, malformed);
    }

    private static async Task LoadAsync(
        JournalLoader loader, IEnumerable<ImportedInteraction> rows, IProgressStep? step, CancellationToken cancellationToken)
    {
        long done = 0;
        foreach (ImportedInteraction row in rows)
        {
            await loader.AddAsync(row, cancellationToken).ConfigureAwait(false);
            if (++done % RowsBetweenReports == 0)
            {
                step?.Report(done);
            }
        }

        await loader.CompleteAsync(cancellationToken).ConfigureAwait(false);
        step?.Report(done);
    }

    private IEnumerable<ImportedInteraction> ReadReporting(IRowSource source, MalformedLines malformed, CancellationToken cancellationToken)
    {
        using TextFile file = TextFile.Open(source.Path);
        using IProgressStep step = progress.Begin($"Reading {Path.GetFileName(source.Path)}, bytes", file.Length);
        int rows = 0;
        foreach (ImportedInteraction row in source.Read(file, malformed))
        {
            if (++rows % RowsBetweenReports == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                step.Report(file.Position);
            }

            yield return row;
        }

        step.Report(file.Length);
    }
}
