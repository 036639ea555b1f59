using Manidala.Engine.Sessions;
using Manidala.Grains.Interfaces;
using Manidala.Storage;

namespace Manidala.Grains.Users;

/// <summary>
/// What a call about one user's feedback changes: rows of the list, and the interactions that say the same to sessions and models. Pure; for one call.
/// </summary>
/// <param name="known">All that is stored of the user with the items in question, deleted or not.</param>
internal sealed class FeedbackChanges(string userId, IReadOnlyList<StoredFeedback> known, long nowMs)
{
    private readonly Dictionary<FeedbackKey, StoredFeedback> _known = known.ToDictionary(feedback => feedback.Key);
    private readonly Dictionary<FeedbackKey, StoredFeedback> _rows = [];

    public List<NewInteraction> Interactions { get; } = [];

    public IReadOnlyList<StoredFeedback> Rows => [.. _rows.Values];

    /// <summary>Of one that comes twice in a call the first counts, as in Gorse.</summary>
    public void Put(NewFeedback given, bool overwrites)
    {
        var key = new FeedbackKey(given.FeedbackType, userId, given.ItemId);
        StoredFeedback? before = _known.GetValueOrDefault(key);
        bool isThere = before is { IsDeleted: false };
        if (_rows.ContainsKey(key) || (isThere && !overwrites))
        {
            return;
        }

        var next = new StoredFeedback(
            key, given.Value, given.TimestampMs, given.LabelsJson, given.Comment, given.Type, before?.Version ?? 0, given.TimestampMs > nowMs, IsDeleted: false);
        if (isThere && SaysTheSame(before!, next))
        {
            Change(next with { IsPending = before!.IsPending });
            return;
        }

        if (isThere)
        {
            TakeBack(before!);
        }

        next = next with { Version = next.Version + 1 };
        Change(next);
        if (!next.IsPending)
        {
            Journal(next);
        }
    }

    public void Delete(StoredFeedback there)
    {
        Change(there with { Value = 0, LabelsJson = StoredProfile.NoLabels, Comment = "", Version = there.Version + 1, IsPending = false, IsDeleted = true });
        TakeBack(there);
    }

    /// <summary>Its time has come.</summary>
    public void Journal(StoredFeedback due)
    {
        if (due.IsPending)
        {
            due = due with { IsPending = false };
            Change(due);
        }

        // What came without a time is of now: in the journal it would be older than everything.
        Interactions.Add(new(FeedbackIds.Of(due), due.Key.ItemId, due.Type, due.TimestampMs < 0 ? nowMs : due.TimestampMs, due.Value));
    }

    private void Change(StoredFeedback row) => _known[row.Key] = _rows[row.Key] = row;

    // Where feedback of another type says the same of the item, the interaction stands.
    private void TakeBack(StoredFeedback gone)
    {
        bool isSaidElsewhere = _known.Values.Any(other =>
            other.Key != gone.Key && other.Key.ItemId == gone.Key.ItemId && other.Type == gone.Type && !other.IsDeleted && !other.IsPending);
        if (!gone.IsPending && !isSaidElsewhere)
        {
            Interactions.Add(new(FeedbackIds.OfUndo(gone), gone.Key.ItemId, Undo.Of(gone.Type), nowMs, 1));
        }
    }

    private static bool SaysTheSame(StoredFeedback before, StoredFeedback next) =>
        before.Type == next.Type && before.Value.Equals(next.Value) && before.TimestampMs == next.TimestampMs;
}
