using System.Collections.Immutable;
using Manidala.Grains.Interfaces;
using Manidala.Storage;

namespace Manidala.Grains.Users;

/// <summary>
/// Keeps one user's feedback: first in the journal, which is the truth for sessions and models, then in the list. A call that fails between the two is finished by its
/// repetition, since the interactions' ids follow from what is in the list. For use inside one grain's turns, one call at a time.
/// </summary>
/// <param name="record">Journals interactions and folds them into the session.</param>
internal sealed class FeedbackKeeper(
    string userId, IFeedbackStore store, TimeProvider time, Func<ImmutableArray<NewInteraction>, CancellationToken, Task> record)
{
    public async Task PutAsync(ImmutableArray<NewFeedback> feedback, bool overwrites, CancellationToken cancellationToken)
    {
        string[] items = [.. feedback.Select(given => given.ItemId).Distinct(StringComparer.Ordinal)];
        FeedbackChanges changes = new(userId, await store.FindAsync(userId, items, cancellationToken), NowMs());
        foreach (NewFeedback given in feedback)
        {
            changes.Put(given, overwrites);
        }

        await CarryOutAsync(changes, cancellationToken);
    }

    public async Task<int> DeleteAsync(string itemId, string? feedbackType, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredFeedback> known = await store.FindAsync(userId, [itemId], cancellationToken);
        StoredFeedback[] gone = [.. known.Where(feedback => !feedback.IsDeleted && (feedbackType is null || feedback.Key.FeedbackType == feedbackType))];
        FeedbackChanges changes = new(userId, known, NowMs());
        Array.ForEach(gone, changes.Delete);
        await CarryOutAsync(changes, cancellationToken);
        return gone.Length;
    }

    public async Task JournalDueAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredFeedback> due = await store.ReadDueAsync(userId, NowMs(), cancellationToken);
        FeedbackChanges changes = new(userId, due, NowMs());
        foreach (StoredFeedback feedback in due)
        {
            changes.Journal(feedback);
        }

        await CarryOutAsync(changes, cancellationToken);
    }

    private async Task CarryOutAsync(FeedbackChanges changes, CancellationToken cancellationToken)
    {
        foreach (NewInteraction[] call in changes.Interactions.Chunk(Limits.MaxInteractionsPerCall))
        {
            await record([.. call], cancellationToken);
        }

        await store.PutAsync(changes.Rows, cancellationToken);
    }

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
