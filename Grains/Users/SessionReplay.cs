using Manidala.Engine.Catalog;
using Manidala.Engine.Sessions;
using Manidala.Storage;

namespace Manidala.Grains.Users;

/// <summary>Folds the journal into a session. For use inside one grain's turns.</summary>
internal sealed class SessionReplay(string userId, UserSession session, SessionStepper stepper, UserGrainServices services)
{
    private readonly Func<string, bool> _isKnown = id => services.Catalog.Current.TryGetOrdinal(id, out _);
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

    /// <summary>Whether nothing of the user has been read: the session is no session until its doubts are settled.</summary>
    public bool IsUnread { get; private set; }

    /// <summary>Says that whether something was committed is not known.</summary>
    public void Doubt() => _doubts++;

    /// <summary>Says that the session could not be read.</summary>
    public void BeginUnread()
    {
        IsUnread = true;
        Doubt();
    }

    /// <summary>Says so where the journal holds something after the session's last event, or not even that: then the user was erased elsewhere.</summary>
    public async Task DoubtWhereBehindAsync(CancellationToken cancellationToken)
    {
        long last = session.LastSequence;
        IReadOnlyList<PastInteraction> newest = await services.Journal.ReadHistoryAsync(userId, Before(last), limit: 1, cancellationToken);
        bool isErased = newest.Count == 0 && last > 0 && last == session.LastSequence;
        if (isErased || (newest.Count > 0 && newest[^1].Sequence > session.LastSequence))
        {
            Doubt();
        }
    }

    /// <summary>Folds what was just committed; what comes later is folded at once also where something before it is in doubt.</summary>
    public void Fold(Interaction[] interactions, IReadOnlyList<AppendResult> results)
    {
        for (int index = 0; index < interactions.Length; index++)
        {
            Interaction given = interactions[index];
            SessionEvent next = ToEvent(new(results[index].Sequence, given.ItemId, given.Type, given.TimestampMs, given.Value));
            if (!results[index].IsDuplicate)
            {
                session.Apply(next);
                if (Undo.IsUndo(given.Type))
                {
                    // A state cannot be stepped back: the session is folded anew without what was taken back.
                    Doubt();
                }
            }
            else if (!session.Reflects(next))
            {
                // Committed by a call whose answer was lost, perhaps before something that is folded already.
                Doubt();
            }
        }
    }

    /// <summary>Folds all that the journal holds of the user where that is less than makes a snapshot worth writing. For a session that nobody has seen yet.</summary>
    /// <returns>How many events that were; null where they are more, and nothing is folded.</returns>
    public async Task<int?> FoldShortHistoryAsync(CancellationToken cancellationToken)
    {
        int most = services.SessionOptions.Value.SnapshotAtEnd - 1;
        IReadOnlyList<PastInteraction>? history = await services.Journal.ReadShortHistoryAsync(userId, most, cancellationToken);
        Apply(history ?? []);
        return history?.Count;
    }

    /// <summary>
    /// Folds what the journal holds after the session's last event. For a session that nobody has seen yet. One whose last event the journal no longer holds is
    /// of before an erasure, and forgotten: numbers are never given twice, so the row is the tombstone.
    /// </summary>
    /// <returns>How many events that were.</returns>
    public async Task<int> CatchUpAsync(CancellationToken cancellationToken)
    {
        long last = session.LastSequence;
        IReadOnlyList<PastInteraction> history = await ReadAsync(Before(last), cancellationToken);
        if (last > 0 && (history.Count == 0 || history[0].Sequence != last || history.Any(past => Undo.IsUndo(past.Type))))
        {
            // The same where something that the session holds was taken back since.
            session.Clear();
            history = await ReadAsync(0, cancellationToken);
        }

        int before = session.LastSequence > 0 ? 1 : 0;
        Apply(history);
        return history.Count - before;
    }

    /// <summary>The same with each <see cref="Undo"/> dated as the newest interaction that it takes back, and with their number as its value.</summary>
    public async Task<Interaction[]> DateUndosAsync(Interaction[] given, CancellationToken cancellationToken)
    {
        IReadOnlyList<PastInteraction> history = await ReadAsync(0, cancellationToken);
        var live = new Dictionary<(string ItemId, string Type), (long NewestMs, int Count)>();
        foreach (PastInteraction past in history)
        {
            Follow(past.ItemId, past.Type, past.TimestampMs);
        }

        return Array.ConvertAll(given, each => Follow(each.ItemId, each.Type, each.TimestampMs) is { } undone
            ? each with { TimestampMs = undone.Count > 0 ? undone.NewestMs : each.TimestampMs, Value = undone.Count }
            : each);

        (long NewestMs, int Count)? Follow(string itemId, string type, long timestampMs)
        {
            if (Undo.TryParse(type, out string undone))
            {
                return live.Remove((itemId, undone), out var gone) ? gone : (0, 0);
            }

            live[(itemId, type)] = (timestampMs, live.GetValueOrDefault((itemId, type)).Count + 1);
            return null;
        }
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

    /// <summary>A copy of the session that reflects these as well. For a session of which no step is under way.</summary>
    public UserSession CopyWith(Interaction[] passing)
    {
        var copy = new UserSession(services.SessionOptions.Value);
        if (!SessionSnapshot.TryRead(SessionSnapshot.Write(session, services.Types), services.Types, copy))
        {
            throw new InvalidOperationException("A session's bytes that were just written cannot be read.");
        }

        foreach (Interaction given in passing)
        {
            copy.Apply(ToEvent(new(copy.LastSequence + 1, given.ItemId, given.Type, given.TimestampMs, given.Value)));
        }

        copy.Encoder.BoundSteps(copy);
        return copy;
    }

    private async Task FoldAnewAsync()
    {
        long doubts;
        long before;
        IReadOnlyList<PastInteraction> history;
        do
        {
            doubts = _doubts;
            before = session.LastSequence;
            history = await ReadAsync(0, CancellationToken.None);
            await stepper.SettleAsync();
        }
        while (session.LastSequence != before); // Something was folded meanwhile that this read may have missed.

        // No await from here on: nobody sees the session empty.
        session.Clear();
        Apply(history);
        _settledDoubts = doubts;
        IsUnread = false;
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

    private static long Before(long sequence) => Math.Max(0, sequence - 1);

    private Task<IReadOnlyList<PastInteraction>> ReadAsync(long afterSequence, CancellationToken cancellationToken) =>
        services.Journal.ReadHistoryAsync(userId, afterSequence, services.SessionOptions.Value.SeenCapacity, cancellationToken);

    private void Apply(IReadOnlyList<PastInteraction> history)
    {
        bool[] isTakenBack = TakenBackIn(history);
        for (int index = 0; index < history.Count; index++)
        {
            if (!isTakenBack[index])
            {
                session.Apply(ToEvent(history[index]));
            }
        }

        session.Encoder.BoundSteps(session);
    }

    private static bool[] TakenBackIn(IReadOnlyList<PastInteraction> history)
    {
        var takenBack = new TakenBack();
        var found = new bool[history.Count];
        for (int index = history.Count - 1; index >= 0; index--)
        {
            found[index] = takenBack.Includes(history[index].ItemId, history[index].Type);
        }

        return found;
    }

    private SessionEvent ToEvent(in PastInteraction past)
    {
        string itemId = past.ItemId;
        CatalogSnapshot catalog = services.Catalog.Current;
        if (catalog.TryGetOrdinal(itemId, out int ordinal))
        {
            itemId = catalog.IdOf(ordinal)!; // One string for all sessions that hold it.
        }
        else
        {
            ordinal = SessionEvent.UnknownItem;
        }

        return new SessionEvent(past.Sequence, itemId, ordinal, services.Types.Meaning(past.Type), past.TimestampMs, past.Value);
    }
}
