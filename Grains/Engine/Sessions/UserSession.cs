namespace Manidala.Engine.Sessions;

/// <summary>
/// One user's live session: a fold over the journal. Every event costs O(1). Not thread-safe: its owner lets one turn at a time change it.
/// </summary>
public sealed class UserSession(SessionOptions options)
{
    private const int MostUnknownItems = 64;

    private readonly RecentRing<SessionEvent> _recent = new(options.RecentLength);
    private readonly RecentRing<SessionStep> _history = new(options.HistoryLength);
    private readonly List<string> _unknownItems = [];
    private long? _lastStepMs;

    /// <summary>The newest interaction that this session contains; 0 for none.</summary>
    public long LastSequence { get; private set; }

    /// <summary>Items that the user has met: with an interaction that is no mere impression.</summary>
    public SeenItems Seen { get; } = new(options.SeenCapacity);

    /// <summary>The encoder's state and what it still has to step over.</summary>
    public EncoderState Encoder { get; } = new();

    public int HistoryCount => _history.Count;

    public int RecentCount => _recent.Count;

    /// <summary>Positive interactions, oldest first; of direct repeats of one item the first stands alone, with its type and its time.</summary>
    public SessionStep HistoryStep(int index) => _history[index];

    /// <summary>The newest interactions of any type, oldest first.</summary>
    public SessionEvent RecentEvent(int index) => _recent[index];

    /// <summary>Folds the next event in; one that the session contains already is left out.</summary>
    public void Apply(in SessionEvent next)
    {
        if (next.Sequence <= LastSequence)
        {
            return;
        }

        LastSequence = next.Sequence;
        _recent.Add(next);
        if (next.Type.Kind == InteractionKind.Impression)
        {
            return;
        }

        if (next.Ordinal == SessionEvent.UnknownItem)
        {
            RememberUnknown(next.ItemId);
            return;
        }

        Seen.Add(next.Ordinal);
        if (next.Type.Kind == InteractionKind.Positive)
        {
            ApplyPositive(next);
        }
    }

    /// <summary>Whether the session holds this event or another one with the same effect.</summary>
    public bool Reflects(in SessionEvent journaled) =>
        journaled.Sequence <= LastSequence
        && (journaled.Type.Kind == InteractionKind.Impression
            || (journaled.Ordinal == SessionEvent.UnknownItem ? _unknownItems.Contains(journaled.ItemId) : Seen.Contains(journaled.Ordinal)));

    /// <summary>Whether an item that was unknown when it was interacted with is known now: then the session must be folded anew.</summary>
    public bool HasNewlyKnownItem(Func<string, bool> isKnown) => _unknownItems.Count > 0 && _unknownItems.Exists(id => isKnown(id));

    /// <summary>Forgets everything, as for a user never seen.</summary>
    public void Clear()
    {
        LastSequence = 0;
        _recent.Clear();
        _history.Clear();
        _lastStepMs = null;
        _unknownItems.Clear();
        Seen.Clear();
        Encoder.Clear();
    }

    internal IReadOnlyList<string> UnknownItems => _unknownItems;

    /// <summary>When the newest step of the history happened; the next one's gap is counted from it.</summary>
    internal long? LastStepMs => _lastStepMs;

    internal void Restore(
        long lastSequence, ReadOnlySpan<SessionStep> history, long? lastStepMs, ReadOnlySpan<int> seen, IEnumerable<string> unknownItems)
    {
        Clear();
        LastSequence = lastSequence;
        _lastStepMs = lastStepMs;
        foreach (SessionStep step in history)
        {
            _history.Add(step);
        }

        Seen.EnsureCapacity(seen.Length);
        foreach (int item in seen)
        {
            Seen.Add(item);
        }

        _unknownItems.AddRange(unknownItems);
    }

    internal void RestoreRecent(in SessionEvent recent) => _recent.Add(recent);

    private void ApplyPositive(in SessionEvent next)
    {
        // A view, a like and a save of one card are one step: the encoder is trained on sequences without direct repeats.
        if (_history.Count > 0 && _history[_history.Count - 1].Item == next.Ordinal)
        {
            return;
        }

        // The gap is kept, not the time: a history that has lost its oldest steps still gives the same inputs.
        int gap = _lastStepMs is { } last ? TimeGap.Seconds(last, next.TimestampMs) : 0;
        _lastStepMs = next.TimestampMs;
        var step = new SessionStep(next.Ordinal, next.Type.Place, gap);
        _history.Add(step);
        Encoder.Enqueue(step);
    }

    private void RememberUnknown(string itemId)
    {
        if (_unknownItems.Contains(itemId))
        {
            return;
        }

        if (_unknownItems.Count == MostUnknownItems)
        {
            _unknownItems.RemoveAt(0);
        }

        _unknownItems.Add(itemId);
    }
}
