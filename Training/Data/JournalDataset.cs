using Manidala.Engine.Sessions;
using Manidala.Storage;

namespace Manidala.Training.Data;

/// <summary>A data set read from the journal, and what was left out of it.</summary>
/// <param name="Interactions">Rows read, of every type.</param>
/// <param name="NotPositive">Rows that show no interest: hides, impressions, unknown types.</param>
/// <param name="UnknownItems">Rows of items that the catalogue does not hold, which nothing could recommend.</param>
internal sealed record JournalDataset(Dataset Dataset, long Interactions, long NotPositive, long UnknownItems)
{
    private const int PageSize = 10_000;

    /// <summary>Reads the journal up to where it stands now.</summary>
    public static async Task<JournalDataset> ReadAsync(
        IInteractionJournal journal, ICatalogStore catalogue, IProgressReporter progress, CancellationToken cancellationToken)
    {
        // The horizon first: whatever is written while this reads belongs to the next data set.
        long horizon = await journal.ReadHorizonAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> items = await CatalogueReader.ReadLiveIdsAsync(catalogue, cancellationToken).ConfigureAwait(false);
        var builder = new SequenceBuilder(items);
        using IProgressStep step = progress.Begin("Reading the journal", horizon);
        long read = 0;
        long last = 0;
        while (last < horizon)
        {
            IReadOnlyList<JournalEntry> page = await journal.ReadPageAsync(last, PageSize, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0)
            {
                break;
            }

            foreach (JournalEntry entry in page)
            {
                last = entry.Sequence;
                if (last <= horizon)
                {
                    builder.Add(entry.Interaction);
                    read++;
                }
            }

            step.Report(Math.Min(last, horizon));
        }

        return new JournalDataset(builder.Build(horizon), read, builder.NotPositive, builder.UnknownItems);
    }

    /// <summary>Folds interactions, oldest first, into one sequence a user.</summary>
    private sealed class SequenceBuilder(IReadOnlyList<string> items)
    {
        private readonly Dictionary<string, int> _rows =
            items.Select((id, row) => (id, row)).ToDictionary(pair => pair.id, pair => pair.row, StringComparer.Ordinal);

        private readonly Dictionary<string, List<int>> _sequences = new(StringComparer.Ordinal);
        private readonly Dictionary<string, List<long>> _times = new(StringComparer.Ordinal);
        private readonly List<string> _users = [];

        public long NotPositive { get; private set; }

        public long UnknownItems { get; private set; }

        public void Add(Interaction interaction)
        {
            if (!InteractionTypes.Default.TryGet(interaction.Type, out InteractionType type) || type.Kind != InteractionKind.Positive)
            {
                NotPositive++;
                return;
            }

            if (!_rows.TryGetValue(interaction.ItemId, out int row))
            {
                UnknownItems++;
                return;
            }

            if (!_sequences.TryGetValue(interaction.UserId, out List<int>? sequence))
            {
                sequence = [];
                _sequences.Add(interaction.UserId, sequence);
                _times.Add(interaction.UserId, []);
                _users.Add(interaction.UserId);
            }

            if (sequence.Count == 0 || sequence[^1] != row)
            {
                sequence.Add(row);
                _times[interaction.UserId].Add(interaction.TimestampMs);
            }
        }

        public Dataset Build(long through) =>
            new(items, [.. _users.Select(user => new UserSequence(user, _sequences[user].ToArray()) { Times = _times[user].ToArray() })], through);
    }
}
