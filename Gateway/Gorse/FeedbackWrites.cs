using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Gorse;

/// <summary>Takes feedback to its users' grains, and unknown items to the catalogue before, as Gorse does by default. Thread-safe.</summary>
internal sealed class FeedbackWrites(IGrainFactory grains, GrainCalls calls)
{
    /// <summary>Ends when all of it is durable and in its users' sessions. After a failure the same call may be repeated as it is.</summary>
    public async Task PutAsync(IReadOnlyCollection<(string UserId, NewFeedback Feedback)> feedback, bool overwrites, CancellationToken aborted)
    {
        if (feedback.Count == 0)
        {
            return;
        }

        ImmutableArray<ItemRecord> items =
        [
            .. feedback.Select(each => each.Feedback.ItemId).Distinct(StringComparer.Ordinal)
                .Select(id => new ItemRecord(id, "", [], "{}", false, GorseTimes.MissingMs, null)),
        ];
        await calls.CallAsync(
            (catalogue: grains.Find<IItemsGrain>(), items),
            static async (call, cancel) =>
            {
                await call.catalogue.PutMissing(call.items, cancel);
                return true;
            },
            aborted);
        Task[] users =
        [
            .. feedback.GroupBy(each => each.UserId, each => each.Feedback, StringComparer.Ordinal)
                .Select(user => PutAsync(grains.FindUser(user.Key), [.. user], overwrites, aborted)),
        ];
        await Task.WhenAll(users).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // The plainest account of what went wrong: a fault or the caller's mistake before a silo that is away.
        Exception[] failures = [.. users.Where(user => user.Exception is not null).Select(user => user.Exception!.InnerException!)];
        if (failures.Length > 0)
        {
            ExceptionDispatchInfo.Throw(Array.Find(failures, failure => !Failures.IsTransient(failure)) ?? failures[0]);
        }
    }

    public Task<int> DeleteAsync(string userId, string itemId, string? feedbackType, CancellationToken aborted) => calls.CallOnceAsync(
        (user: grains.FindUser(userId), itemId, feedbackType),
        static (call, cancel) => call.user.DeleteFeedback(call.itemId, call.feedbackType, cancel), aborted);

    private Task PutAsync(IUserGrain user, ImmutableArray<NewFeedback> feedback, bool overwrites, CancellationToken aborted) => calls.CallAsync(
        (user, feedback, overwrites),
        static async (call, cancel) =>
        {
            await call.user.PutFeedback(call.feedback, call.overwrites, cancel);
            return true;
        },
        aborted);
}
