using Manidala.Engine.Catalog;
using Manidala.Engine.Sessions;
using Manidala.Storage;

namespace Manidala.Grains.Users;

/// <summary>Folds the journal into a session. For use inside one grain's turns.</summary>
internal sealed class SessionReplay(string userId, UserSession session, SessionStepper stepper, UserGrainServices services)
{
    private readonly Func<string, bool> _isKnown = id => services.Catalog.Current.TryGet(id, out _);
    private Task _foldingAnew = Task.CompletedTask;
    private long _doubts;
    private long _settledDoubts;
    private long _checkedChange = -1;

    /// <summary>Whether the journal may hold something of this user that the session does not hold in its place.</summary>
    public bool IsInDoubt
    {
        get
        {
            NoticeNewItems();
            return _doubts != _settledDoubts;
        }
    }

    /// <summary>Says that whether something was committed is not known.</summary>
    public void Doubt() => _doubts++;

    /// <summary>Says so where the journal holds something after the session's last event.</summary>
    public async Task DoubtWhereBehindAsync(CancellationToken cancellationToken)
    {
        long last = session.LastSequence;
        IReadOnlyList<JournalEntry> newer = await services.Journal.ReadNewestAsync(userId, last, limit: 1, cancellationToken);
        if (newer.Count > 0 && newer[^1].Sequence > session.LastSequence)
        {
            Doubt();
        }
    }

    /// <summary>Folds what was just committed; what comes later is folded at once also where something before it is in doubt.</summary>
    public void Fold(Interaction[] interactions, IReadOnlyList<AppendResult> results)
    {
        for (int index = 0; index < interactions.Length; index++)
        {
            SessionEvent next = ToEvent(results[index].Sequence, interactions[index]);
            if (!results[index].IsDuplicate)
            {
                session.Apply(next);
            }
            else if (!session.Reflects(next))
            {
                // Committed by a call whose answer was lost, perhaps before something that is folded already.
                Doubt();
            }
        }
    }

    /// <summary>Folds what the journal holds after the session's last event. For a session that nobody has seen yet.</summary>
    /// <returns>How many events that were.</returns>
    public async Task<int> CatchUpAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<JournalEntry> entries = await ReadAsync(session.LastSequence, cancellationToken);
        Apply(entries);
        return entries.Count;
    }

    /// <summary>Replaces a session that is in doubt by a fold over the journal alone; all who ask meanwhile wait for the same.</summary>
    public async Task SettleDoubtsAsync()
    {
        while (IsInDoubt)
        {
            if (_foldingAnew.IsCompleted)
            {
                _foldingAnew = FoldAnewAsync();
            }

            await _foldingAnew;
        }
    }

    private async Task FoldAnewAsync()
    {
        long doubts;
        long before;
        IReadOnlyList<JournalEntry> entries;
        do
        {
            doubts = _doubts;
            before = session.LastSequence;
            entries = await ReadAsync(0, CancellationToken.None);
            await stepper.SettleAsync();
        }
        while (session.LastSequence != before); // Something was folded meanwhile that this read may have missed.

        // No await from here on: nobody sees the session empty.
        session.Clear();
        Apply(entries);
        _settledDoubts = doubts;
    }

    // An item that was unknown when it was interacted with, and is known now, has its place in the middle of the fold.
    private void NoticeNewItems()
    {
        long change = services.Catalog.Current.ChangeSequence;
        if (change != _checkedChange)
        {
            _checkedChange = change;
            if (session.HasNewlyKnownItem(_isKnown))
            {
                Doubt();
            }
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
