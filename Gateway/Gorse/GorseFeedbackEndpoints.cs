using System.Collections.Immutable;
using System.Text.Json;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Gorse;

/// <summary><c>/api/feedback</c>, and the feedback of a user and of an item.</summary>
internal sealed class GorseFeedbackEndpoints(IGrainFactory grains, GrainCalls calls, GorseBodies bodies, FeedbackWrites writes)
{
    // Where they stand in /api/feedback/{type}/{user}/{item}, /api/feedback/{user}/{item} and /api/user/{id}/feedback/{type}.
    private const int First = 2;
    private const int Second = 3;
    private const int Third = 4;

    private static readonly string AllowedFeedback = $"an array of at most {Limits.MaxInteractionsPerCall} pieces of feedback";

    private IFeedbackGrain Feedback => grains.Find<IFeedbackGrain>();

    public Task InsertAsync(HttpContext context) => PutAsync(context, overwrites: false);

    public Task OverwriteAsync(HttpContext context) => PutAsync(context, overwrites: true);

    public Task ListAsync(HttpContext context) => PageAsync(context, null);

    public Task ListOfTypeAsync(HttpContext context) => PageAsync(context, RouteIds.Of(context, "type", First));

    public async Task BetweenAsync(HttpContext context)
    {
        var found = await BetweenAsync(context, RouteIds.Of(context, "user", First), RouteIds.Of(context, "item", Second));
        await AnswerAsync(context, found);
    }

    /// <summary>Where there is none, an empty object is the answer, as in Gorse.</summary>
    public async Task OneAsync(HttpContext context)
    {
        string type = RouteIds.Of(context, "type", First);
        var found = await BetweenAsync(context, RouteIds.Of(context, "user", Second), RouteIds.Of(context, "item", Third));
        if (found.FirstOrDefault(feedback => feedback.Place.FeedbackType == type) is { } one)
        {
            await JsonResponse.WriteAsync(context, GorseAnswers.From(one), GorseContracts.Default.GorseFeedback);
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{}", context.RequestAborted);
    }

    public async Task DeleteBetweenAsync(HttpContext context) => await GorseAnswers.AffectedAsync(context, await writes.DeleteAsync(
        RouteIds.Of(context, "user", First), RouteIds.Of(context, "item", Second), null, context.RequestAborted));

    public async Task DeleteOneAsync(HttpContext context) => await GorseAnswers.AffectedAsync(context, await writes.DeleteAsync(
        RouteIds.Of(context, "user", Second), RouteIds.Of(context, "item", Third), RouteIds.Of(context, "type", First), context.RequestAborted));

    public Task OfUserAsync(HttpContext context) => OfUserAsync(context, null);

    public Task OfUserAndTypeAsync(HttpContext context) => OfUserAsync(context, RouteIds.Of(context, "type", Third));

    public Task OfItemAsync(HttpContext context) => OfItemAsync(context, null);

    public Task OfItemAndTypeAsync(HttpContext context) => OfItemAsync(context, RouteIds.Of(context, "type", Third));

    private async Task PutAsync(HttpContext context, bool overwrites)
    {
        List<(string, NewFeedback)> feedback = [];
        using (JsonDocument body = await JsonBody.ReadAsync(context))
        {
            var root = new JsonField(body.RootElement, "");
            foreach (JsonElement element in root.Elements(0, Limits.MaxInteractionsPerCall, AllowedFeedback))
            {
                feedback.Add(bodies.Feedback(root.Element(element, feedback.Count)));
            }
        }

        await writes.PutAsync(feedback, overwrites, context.RequestAborted);
        await GorseAnswers.AffectedAsync(context, feedback.Count);
    }

    private async Task PageAsync(HttpContext context, string? type)
    {
        int count = GorseQuery.PageLength(context.Request);
        FeedbackPlace? from = GorseQuery.Cursor(context.Request, parts: 3) is [var kind, var user, var item] ? new(kind, user, item) : null;
        var page = await calls.CallAsync(
            (Feedback, type, from, count), static (call, cancel) => call.Feedback.Page(call.type, call.from, call.count + 1, cancel), context.RequestAborted);
        string cursor = page.Length > count
            ? GorseQuery.CursorOf(page[count].Place.FeedbackType, page[count].Place.UserId, page[count].Place.ItemId)
            : "";
        await JsonResponse.WriteAsync(
            context, new GorseFeedbackPage(cursor, GorseAnswers.From(page.Take(count))), GorseContracts.Default.GorseFeedbackPage);
    }

    private Task<ImmutableArray<FeedbackRecord>> BetweenAsync(HttpContext context, string user, string item) => calls.CallAsync(
        (Feedback, user, item), static (call, cancel) => call.Feedback.Between(call.user, call.item, cancel), context.RequestAborted);

    private async Task OfUserAsync(HttpContext context, string? type)
    {
        string user = RouteIds.Of(context);
        await AnswerAsync(context, await calls.CallAsync(
            (Feedback, user, type), static (call, cancel) => call.Feedback.OfUser(call.user, call.type, false, cancel), context.RequestAborted));
    }

    private async Task OfItemAsync(HttpContext context, string? type)
    {
        string item = RouteIds.Of(context);
        await AnswerAsync(context, await calls.CallAsync(
            (Feedback, item, type),
            static (call, cancel) => call.Feedback.OfItem(call.item, call.type, Limits.MaxFeedbackOfItem, cancel), context.RequestAborted));
    }

    private static Task AnswerAsync(HttpContext context, ImmutableArray<FeedbackRecord> feedback) =>
        JsonResponse.WriteAsync(context, GorseAnswers.From(feedback), GorseContracts.Default.GorseFeedbackArray);
}
