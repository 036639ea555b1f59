using Manidala.Engine.Sessions;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Journal;

/// <summary>The journal of either database: writes go through the one writer, reads straight to the database. Thread-safe.</summary>
internal sealed class InteractionJournal(JournalWriter writer, HistoryReader histories, SqlDatabase database) : IInteractionJournal
{
    private readonly JournalReader _reader = new(database);

    public Task<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<Interaction> interactions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        cancellationToken.ThrowIfCancellationRequested();
        if (interactions.Count == 0)
        {
            return Task.FromResult<IReadOnlyList<AppendResult>>([]);
        }

        // Copied, because the caller may go on with its list while the call waits.
        Interaction[] copy = [.. interactions];
        PendingAppend call = new(copy, Array.ConvertAll(copy, CheckedKey));
        writer.Enqueue(call);
        // A caller that gives up leaves its interactions in the group.
        return call.Done.WaitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<PastInteraction>> ReadHistoryAsync(string userId, long afterSequence, int limit, CancellationToken cancellationToken) =>
        (await ReadHistoryAsync(userId, afterSequence, limit, isWholeOrNothing: false, cancellationToken).ConfigureAwait(false))!;

    public Task<IReadOnlyList<PastInteraction>?> ReadShortHistoryAsync(string userId, int most, CancellationToken cancellationToken) =>
        ReadHistoryAsync(userId, afterSequence: 0, most, isWholeOrNothing: true, cancellationToken);

    public Task<IReadOnlyList<JournalEntry>> ReadOldestAsync(string userId, long afterSequence, int limit, CancellationToken cancellationToken) =>
        _reader.ReadOldestAsync(userId, afterSequence, limit, cancellationToken);

    public Task<IReadOnlyList<JournalEntry>> ReadPageAsync(long afterSequence, int limit, CancellationToken cancellationToken) =>
        _reader.ReadPageAsync(afterSequence, limit, cancellationToken);

    public Task<long> ReadHorizonAsync(CancellationToken cancellationToken) => _reader.ReadHorizonAsync(cancellationToken);

    public Task<long> EraseUserAsync(string userId, CancellationToken cancellationToken)
    {
        StorableText.Check(userId, nameof(userId));
        cancellationToken.ThrowIfCancellationRequested();
        PendingErasure call = new(userId);
        writer.Enqueue(call);
        return call.Done.WaitAsync(cancellationToken);
    }

    // A user whose id could not have been stored has no interactions; asking is the caller's mistake all the same.
    private Task<IReadOnlyList<PastInteraction>?> ReadHistoryAsync(
        string userId, long afterSequence, int most, bool isWholeOrNothing, CancellationToken cancellationToken) =>
        histories.ReadAsync(StorableText.Check(userId, nameof(userId)), afterSequence, most, isWholeOrNothing, cancellationToken);

    private static UInt128 CheckedKey(Interaction interaction)
    {
        StorableText.Check(interaction.UserId, nameof(Interaction.UserId));
        StorableText.Check(interaction.ItemId, nameof(Interaction.ItemId));
        StorableText.Check(interaction.Type, nameof(Interaction.Type));
        if (!double.IsFinite(interaction.Value))
        {
            throw new ArgumentException($"is {interaction.Value}; a finite number is expected.", nameof(Interaction.Value));
        }

        return EventKey.Of(StorableText.Check(interaction.Id, nameof(Interaction.Id)));
    }
}
