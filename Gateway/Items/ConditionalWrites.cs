using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;
using Microsoft.Net.Http.Headers;

namespace Manidala.Gateway.Items;

/// <summary>Writes of one item that hang on what it is. Thread-safe.</summary>
internal sealed class ConditionalWrites(IGrainFactory grains, GrainCalls calls)
{
    /// <summary>Stores the item, or deletes it where there is no replacement; answers what forbids it, or null.</summary>
    public async Task<Problem?> ReplaceAsync(string id, ItemRecord? replacement, ItemConditions conditions, CancellationToken aborted)
    {
        var catalogue = grains.Find<IItemsGrain>();
        while (true)
        {
            ItemRecord? current = await calls.CallAsync((catalogue, id), static (call, cancel) => call.catalogue.Get(call.id, cancel), aborted);
            if (current is null && replacement is null)
            {
                return ErrorResponses.UnknownItem(id);
            }

            EntityTagHeaderValue? tag = current is null ? null : ItemAnswers.TagOf(current);
            if (conditions.FailedBy(tag) is { } header)
            {
                // RFC 9110, 13.1.1: the answer to a first attempt may have been lost, and what it wanted is there.
                bool isDone = header == HeaderNames.IfMatch && replacement is not null && tag is not null && tag.Equals(ItemAnswers.TagOf(replacement));
                return isDone ? null : ErrorResponses.PreconditionFailed(header, tag?.ToString());
            }

            if (await calls.CallOnceAsync(
                (catalogue, id, current, replacement),
                static (call, cancel) => call.catalogue.Replace(call.id, call.current, call.replacement, cancel), aborted))
            {
                return null;
            }

            // Somebody else wrote in between: what they left decides.
        }
    }
}
