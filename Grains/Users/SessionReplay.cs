using Manidala.Engine.Catalog;
using Manidala.Engine.Sessions;
using Manidala.Storage;

namespace Manidala.Grains.Users;

/// <summary>Folds the journal into a session. For use inside one grain's turns.</summary>
internal sealed class SessionReplay(string userId, UserSession session, SessionStepper stepper, UserGrainServices services)
{
    private readonly Func<string, bool> _isKnown = id => services.Catalog.Current.TryGet(id, out _);
    private bool _isIncomplete;
    private long _checkedChange = -1;

    /// <summary>Says that the journal may hold something that the session does not.</summary>
    public void MarkIncomplete() => _isIncomplete = true;

    /// <summary>Folds what was just committed.</summary>
    public void Fold(Interaction[] interactions, IReadOnlyList<AppendResult> results)
    {
        for (int index = 0; index < interactions.Length; index++)
        {
            if (results[index].Sequence <= session.LastSequence)
            {
                continue;
            }

            if (results[index].IsDuplicate)
            {
                // Committed by a call whose answer was lost: others may stand beside it.
                _isIncomplete = true;
                continue;
            }

            session.Apply(ToEvent(results[index].Sequence, interactions[index]));
        }
    }

    /// <summary>Makes sure that the session contains all that the journal holds, as far as there is a reason for doubt.</summary>
    public async Task EnsureCompleteAsync(CancellationToken cancellationToken)
    {
        if (_isIncomplete)
        {
            await CatchUpAsync(cancellationToken);
        }

        long change = services.Catalog.Current.ChangeSequence;
        if (change != _checkedChange)
        {
            _checkedChange = change;
            if (session.HasNewlyKnownItem(_isKnown))
            {
                await StartAnewAsync(cancellationToken);
            }
        }
    }

    /// <summary>Folds what the journal holds after the session's last event.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        _isIncomplete = false;
        try
        {
            IReadOnlyList<JournalEntry> entries = await ReadAsync(session.LastSequence, cancellationToken);
            Apply(entries);
        }
        catch
        {
            _isIncomplete = true;
            throw;
        }
    }

    /// <summary>Replaces the session by a fold over the journal alone.</summary>
    public async Task StartAnewAsync(CancellationToken cancellationToken)
    {
        long known = session.LastSequence;
        IReadOnlyList<JournalEntry> entries = await ReadAsync(0, cancellationToken);
        await stepper.SettleAsync();

        // No await between here and the end: nobody sees the session empty. Events folded while this read ran are read again.
        long foldedMeanwhile = session.LastSequence;
        session.Clear();
        Apply(entries);
        if (foldedMeanwhile > known && foldedMeanwhile > session.LastSequence)
        {
            await CatchUpAsync(cancellationToken);
        }
    }

    private Task<IReadOnlyList<JournalEntry>> ReadAsync(long afterSequence, CancellationToken cancellationToken) =>
        services.Journal.ReadNewestAsync(userId, afterSequence, services.SessionOptions.Value.SeenCapacity, cancellationToken);

    private void Apply(IReadOnlyList<JournalEntry> entries)
    {
        foreach (JournalEntry entry in entries)
        {
            session.Apply(ToEvent(entry.Sequence, entry.Interaction));
        }
    }

    private SessionEvent ToEvent(long sequence, Interaction interaction)
    {
        int ordinal = SessionEvent.UnknownItem;
        string itemId = interaction.ItemId;
        if (services.Catalog.Current.TryGet(itemId, out Item? item))
        {
            ordinal = item.Ordinal;
            itemId = item.Id; // One string for all sessions that hold it.
        }

        // A type that is no longer configured is kept in the journal and says nothing about the user.
        InteractionType type = services.Types.TryGet(interaction.Type, out InteractionType known)
            ? known
            : new InteractionType(interaction.Type, InteractionKind.Impression, 0);
        return new SessionEvent(sequence, itemId, ordinal, type, interaction.TimestampMs, interaction.Value);
    }
}
