using System.Globalization;
using Manidala.Engine.Catalog;
using Manidala.Engine.Sessions;
using Manidala.Storage;
using Manidala.Training.Archives;

namespace Manidala.Training.Data;

/// <summary>A data set read from the journal, and what was left out of it. Disposing it ends the use of its users.</summary>
/// <param name="Interactions">Rows read, of every type.</param>
/// <param name="NotPositive">Rows that show no interest: hides, impressions, unknown types.</param>
/// <param name="UnknownItems">Rows of items that the catalogue does not hold, which nothing could recommend.</param>
internal sealed record JournalDataset(Dataset Dataset, long Interactions, long NotPositive, long UnknownItems) : IDisposable
{
    private IReadOnlyList<IDisposable> Owned { get; init; } = [];

    /// <summary>Reads the journal up to where it stands now, into memory.</summary>
    public static Task<JournalDataset> ReadAsync(
        IInteractionJournal journal, ICatalogStore catalogue, IProgressReporter progress, CancellationToken cancellationToken) =>
        ReadAsync(new JournalSource(journal, catalogue), new ColumnSettings(Folder: null), progress, cancellationToken);

    public static async Task<JournalDataset> ReadAsync(
        JournalSource source, ColumnSettings settings, IProgressReporter progress, CancellationToken cancellationToken)
    {
        // The horizon first: whatever is written while this reads belongs to the next data set.
        long horizon = await HorizonAsync(source, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Item> described = await CatalogueReader.ReadLiveItemsAsync(source.Catalogue, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> items = source.ItemIds ?? [.. described.Select(item => item.Id)];
        using var sink = new RowSink(items, settings);
        IReadOnlyList<ArchiveStamp> archived = source.Archive is { } archive
            ? await ReadArchiveAsync(archive, source.Through ?? long.MaxValue, sink, progress, cancellationToken).ConfigureAwait(false)
            : [];
        using IProgressStep step = progress.Begin("Reading the journal", horizon);
        long last = 0;
        while (last < horizon)
        {
            IReadOnlyList<JournalEntry> page = await source.Journal.ReadPageAsync(last, source.PageSize, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0)
            {
                break;
            }

            foreach (JournalEntry entry in page)
            {
                last = entry.Sequence;
                if (last <= horizon && !archived.Any(file => file.Covers(entry.RecordedMs)))
                {
                    sink.Add(entry.Interaction);
                }
            }

            step.Report(Math.Min(last, horizon));
        }

        var owned = new List<IDisposable>();
        var dataset = new Dataset(items, sink.Build(owned), horizon) { ItemFeatures = FeaturesOf(items, described, source.Features) };
        return new JournalDataset(dataset, sink.Read, sink.NotPositive, sink.UnknownItems) { Owned = owned };
    }

    /// <summary>Whoever was erased since is left out, also where the files still have them.</summary>
    /// <returns>What the files hold: all that was recorded in their time, so that what the journal kept of it is in them, too.</returns>
    private static async Task<IReadOnlyList<ArchiveStamp>> ReadArchiveAsync(
        JournalArchive archive, long through, RowSink sink, IProgressReporter progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchivedFile> files = await archive.ListAsync(cancellationToken).ConfigureAwait(false);
        using IProgressStep step = progress.Begin("Reading the archive", files.Sum(file => file.Stamp.Rows));
        long read = 0;
        foreach (ArchivedFile file in files)
        {
            await foreach (IReadOnlyList<JournalEntry> group in archive.ReadHeldAsync(file, cancellationToken).ConfigureAwait(false))
            {
                foreach (JournalEntry entry in group.Where(entry => entry.Sequence <= through))
                {
                    sink.Add(entry.Interaction);
                }

                step.Report(read += group.Count);
            }
        }

        return [.. files.Select(file => file.Stamp)];
    }

    /// <summary>In the order of the rows: a training that goes on has those of its beginning.</summary>
    private static ItemFeatureMatrix? FeaturesOf(IReadOnlyList<string> rows, IReadOnlyList<Item> described, ItemFeatureOptions? options)
    {
        if (options is null)
        {
            return null;
        }

        Dictionary<string, Item> byId = described.ToDictionary(item => item.Id, StringComparer.Ordinal);
        Item[] items = [.. rows.Select(id => byId.TryGetValue(id, out Item? item) ? item : Undescribed(id))];
        return ItemFeatureMatrix.Of(ItemFeatureTable.From(items, options).Schema, items);
    }

    private static Item Undescribed(string id) => new(0, id, id, [], "{}", IsHidden: false, DateTimeOffset.UnixEpoch, ExpiresAt: null);

    public void Dispose()
    {
        foreach (IDisposable owned in Owned)
        {
            owned.Dispose();
        }
    }

    private static async Task<long> HorizonAsync(JournalSource source, CancellationToken cancellationToken)
    {
        long horizon = await source.Journal.ReadHorizonAsync(cancellationToken).ConfigureAwait(false);
        if (source.Through is not { } through)
        {
            return horizon;
        }

        return through <= horizon
            ? through
            : throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"--through is {through}, but the journal stands at {horizon}; allowed: 1 to {horizon}."));
    }

    /// <summary>Translates interactions into rows and counts what is left out.</summary>
    private sealed class RowSink(IReadOnlyList<string> items, ColumnSettings settings) : IDisposable
    {
        private readonly Dictionary<string, int> _rows =
            items.Select((id, row) => (id, row)).ToDictionary(pair => pair.id, pair => pair.row, StringComparer.Ordinal);

        private readonly ColumnBuilder _builder = new(settings);

        public long Read { get; private set; }

        public long NotPositive { get; private set; }

        public long UnknownItems { get; private set; }

        public void Add(Interaction interaction)
        {
            Read++;
            bool isUndo = Undo.TryParse(interaction.Type, out string undone);
            bool isKnown = InteractionTypes.Default.TryGet(isUndo ? undone : interaction.Type, out InteractionType type);
            bool isPositive = isKnown && !isUndo && type.Kind == InteractionKind.Positive;
            NotPositive += isPositive ? 0 : 1;
            if (!_rows.TryGetValue(interaction.ItemId, out int row))
            {
                UnknownItems += isPositive ? 1 : 0;
            }
            else if (isKnown)
            {
                _builder.Add(interaction.UserId, row, interaction.TimestampMs, JournalRow.TypeOf(type.Place, isUndo), isPositive);
            }
        }

        public ColumnUsers Build(ICollection<IDisposable> owned) => _builder.Build(owned);

        public void Dispose() => _builder.Dispose();
    }
}
