using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Gateway.Keys;
using Manidala.Gateway.OpenApi;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Gorse;

/// <summary>Every address under <c>/api</c>: the surface of Gorse, for its clients. Failures are text, as these clients show them.</summary>
internal sealed class GorseRoutes(
    Operations operations,
    IOptions<GatewayOptions> gateway,
    IOptions<GorseOptions> options,
    GorseHealthEndpoints health,
    GorseUserEndpoints users,
    GorseItemEndpoints items,
    GorseFeedbackEndpoints feedback,
    GorseRecommendEndpoints recommend,
    GorseListEndpoints lists)
{
    private long MaxBytes => gateway.Value.MaxBodyBytes;

    public void Map(IEndpointRouteBuilder app)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        var api = app.MapGroup("/api").WithTags("Gorse").WithMetadata(PlainTextErrors.Instance);
        MapHealth(api);
        MapUsers(api);
        MapItems(api);
        MapFeedback(api);
        MapFeedbackLists(api);
        MapRecommendations(api);
        MapLists(api);
        MapNeighbours(api);
    }

    private void MapHealth(RouteGroupBuilder api)
    {
        api.MapGet("/health/live", health.LiveAsync).Describe("gorseLive", "How this process finds the cluster; always 200.").Answers<GorseHealth>();
        api.MapGet("/health/ready", health.ReadyAsync).Describe("gorseReady", "Whether requests can be served.")
            .Answers<GorseHealth>().Answers<GorseHealth>(503);
    }

    private void MapUsers(RouteGroupBuilder api)
    {
        api.MapPost("/user", operations.Guard("gorsePutUser", Roles.Admin, users.PutAsync))
            .Describe("gorsePutUser", "Stores a user's labels and comment.")
            .Reads(GorseParameters.OneUser, MaxBytes).Answers<GorseSuccess>().RefusesInText(400, 413, 415);
        api.MapPost("/users", operations.Guard("gorsePutUsers", Roles.Admin, users.PutManyAsync))
            .Describe("gorsePutUsers", "Stores several users' labels and comments.")
            .Reads(GorseParameters.Users, MaxBytes).Answers<GorseSuccess>().RefusesInText(400, 413, 415);
        api.MapGet("/users", operations.Guard("gorseUsers", Roles.Admin, users.ListAsync))
            .Describe("gorseUsers", "Users by id.", GorseParameters.PageLength, GorseParameters.Cursor)
            .Answers<GorseUsers>().RefusesInText(400);
        api.MapGet("/user/{id}", operations.Guard("gorseUser", Roles.Admin, users.GetAsync))
            .Describe("gorseUser", "A user's labels and comment.", GorseParameters.UserId).Answers<GorseUser>().RefusesInText(400, 404);
        api.MapPatch("/user/{id}", operations.Guard("gorsePatchUser", Roles.Admin, users.PatchAsync))
            .Describe("gorsePatchUser", "Changes what the body names.", GorseParameters.UserId)
            .Reads(GorseParameters.UserPatch, MaxBytes).Answers<GorseSuccess>().RefusesInText(400, 404, 413, 415);
        api.MapDelete("/user/{id}", operations.Guard("gorseDeleteUser", Roles.Admin, users.DeleteAsync))
            .Describe("gorseDeleteUser", "Erases all of the user: profile, feedback, interactions and session.", GorseParameters.UserId)
            .Answers<GorseSuccess>().RefusesInText(400);
    }

    private void MapItems(RouteGroupBuilder api)
    {
        api.MapPost("/item", operations.Guard("gorsePutItem", Roles.Admin, items.PutAsync))
            .Describe("gorsePutItem", "Stores an item whole.")
            .Reads(GorseParameters.OneItem, MaxBytes).Answers<GorseSuccess>().RefusesInText(400, 413, 415);
        api.MapPost("/items", operations.Guard("gorsePutItems", Roles.Admin, items.PutManyAsync))
            .Describe("gorsePutItems", "Stores several items whole.")
            .Reads(GorseParameters.Items, MaxBytes).Answers<GorseSuccess>().RefusesInText(400, 413, 415);
        api.MapGet("/items", operations.Guard("gorseItems", Roles.Read, items.ListAsync))
            .Describe("gorseItems", "Items by id.", GorseParameters.PageLength, GorseParameters.Cursor).Answers<GorseItems>().RefusesInText(400);
        api.MapGet("/item/{id}", operations.Guard("gorseItem", Roles.Read, items.GetAsync))
            .Describe("gorseItem", "An item.", GorseParameters.ItemId).Answers<GorseItem>().RefusesInText(400, 404);
        api.MapPatch("/item/{id}", operations.Guard("gorsePatchItem", Roles.Admin, items.PatchAsync))
            .Describe("gorsePatchItem", "Changes what the body names.", GorseParameters.ItemId)
            .Reads(GorseParameters.ItemPatch, MaxBytes).Answers<GorseSuccess>().RefusesInText(400, 404, 413, 415);
        api.MapDelete("/item/{id}", operations.Guard("gorseDeleteItem", Roles.Admin, items.DeleteAsync))
            .Describe("gorseDeleteItem", "Takes an item out of the catalogue, and its feedback out of the lists.", GorseParameters.ItemId)
            .Answers<GorseSuccess>().RefusesInText(400);
        api.MapPut("/item/{id}/category/{category}", operations.Guard("gorseAddCategory", Roles.Admin, items.AddCategoryAsync))
            .Describe("gorseAddCategory", "Puts an item into a category.", GorseParameters.ItemId, GorseParameters.PathCategory)
            .Answers<GorseSuccess>().RefusesInText(400, 404);
        api.MapDelete("/item/{id}/category/{category}", operations.Guard("gorseRemoveCategory", Roles.Admin, items.RemoveCategoryAsync))
            .Describe("gorseRemoveCategory", "Takes an item out of a category.", GorseParameters.ItemId, GorseParameters.PathCategory)
            .Answers<GorseSuccess>().RefusesInText(400, 404);
    }

    private void MapFeedback(RouteGroupBuilder api)
    {
        api.MapPost("/feedback", operations.Guard("gorseInsertFeedback", Roles.Ingest, feedback.InsertAsync, gateway.Value.InteractionTarget))
            .Describe("gorseInsertFeedback", "Keeps feedback, durably; what is there of its type, user and item stays as it is.")
            .Reads(GorseParameters.Feedback, MaxBytes).Answers<GorseSuccess>().RefusesInText(400, 413, 415);
        api.MapPut("/feedback", operations.Guard("gorseOverwriteFeedback", Roles.Ingest, feedback.OverwriteAsync, gateway.Value.InteractionTarget))
            .Describe("gorseOverwriteFeedback", "Keeps feedback, durably; what is there of its type, user and item is overwritten.")
            .Reads(GorseParameters.Feedback, MaxBytes).Answers<GorseSuccess>().RefusesInText(400, 413, 415);
        api.MapDelete("/feedback/{user}/{item}", operations.Guard("gorseDeleteFeedback", Roles.Ingest, feedback.DeleteBetweenAsync))
            .Describe("gorseDeleteFeedback", "Takes a user's feedback with an item back; the next feed knows nothing of it.", GorseParameters.User, GorseParameters.Item)
            .Answers<GorseSuccess>().RefusesInText(400);
        api.MapDelete("/feedback/{type}/{user}/{item}", operations.Guard("gorseDeleteOneFeedback", Roles.Ingest, feedback.DeleteOneAsync))
            .Describe("gorseDeleteOneFeedback", "The same of one type.", GorseParameters.Type, GorseParameters.User, GorseParameters.Item)
            .Answers<GorseSuccess>().RefusesInText(400);
    }

    private void MapFeedbackLists(RouteGroupBuilder api)
    {
        api.MapGet("/feedback", operations.Guard("gorseFeedback", Roles.Admin, feedback.ListAsync))
            .Describe("gorseFeedback", "All feedback, by type, user and item.", GorseParameters.PageLength, GorseParameters.Cursor)
            .Answers<GorseFeedbackPage>().RefusesInText(400);
        api.MapGet("/feedback/{type}", operations.Guard("gorseFeedbackOfType", Roles.Admin, feedback.ListOfTypeAsync))
            .Describe("gorseFeedbackOfType", "All feedback of a type.", GorseParameters.Type, GorseParameters.PageLength, GorseParameters.Cursor)
            .Answers<GorseFeedbackPage>().RefusesInText(400);
        api.MapGet("/feedback/{user}/{item}", operations.Guard("gorseFeedbackBetween", Roles.Admin, feedback.BetweenAsync))
            .Describe("gorseFeedbackBetween", "A user's feedback with an item.", GorseParameters.User, GorseParameters.Item)
            .Answers<GorseFeedback[]>().RefusesInText(400);
        api.MapGet("/feedback/{type}/{user}/{item}", operations.Guard("gorseOneFeedback", Roles.Admin, feedback.OneAsync))
            .Describe("gorseOneFeedback", "The same of one type; an empty object where there is none.", GorseParameters.Type, GorseParameters.User, GorseParameters.Item)
            .Answers<GorseFeedback>().RefusesInText(400);
        api.MapGet("/user/{id}/feedback", operations.Guard("gorseUserFeedback", Roles.Admin, feedback.OfUserAsync))
            .Describe("gorseUserFeedback", "A user's feedback.", GorseParameters.UserId).Answers<GorseFeedback[]>().RefusesInText(400);
        api.MapGet("/user/{id}/feedback/{type}", operations.Guard("gorseUserFeedbackOfType", Roles.Admin, feedback.OfUserAndTypeAsync))
            .Describe("gorseUserFeedbackOfType", "A user's feedback of a type.", GorseParameters.UserId, GorseParameters.Type)
            .Answers<GorseFeedback[]>().RefusesInText(400);
        api.MapGet("/item/{id}/feedback", operations.Guard("gorseItemFeedback", Roles.Admin, feedback.OfItemAsync))
            .Describe("gorseItemFeedback", "An item's feedback, the newest first.", GorseParameters.ItemId).Answers<GorseFeedback[]>().RefusesInText(400);
        api.MapGet("/item/{id}/feedback/{type}", operations.Guard("gorseItemFeedbackOfType", Roles.Admin, feedback.OfItemAndTypeAsync))
            .Describe("gorseItemFeedbackOfType", "An item's feedback of a type, the newest first.", GorseParameters.ItemId, GorseParameters.Type)
            .Answers<GorseFeedback[]>().RefusesInText(400);
    }

    private void MapRecommendations(RouteGroupBuilder api)
    {
        foreach (string category in (string[])["", "/{category}"])
        {
            string suffix = category.Length == 0 ? "" : "OfCategory";
            var where = category.Length == 0 ? GorseParameters.Category : GorseParameters.PathCategory;
            api.MapGet("/recommend/{id}" + category, operations.Guard("gorseRecommend" + suffix, Roles.Read, recommend.RecommendAsync, gateway.Value.FeedTarget, GorseRecommendEndpoints.RolesOf))
                .Describe("gorseRecommend" + suffix, "The user's next items.", GorseParameters.UserId, where, GorseParameters.Count, GorseParameters.Offset,
                    GorseParameters.WriteBackType, GorseParameters.WriteBackDelay, GorseParameters.Version)
                .Answers<string[]>().RefusesInText(400);
            api.MapPost("/session/recommend" + category, operations.Guard("gorseSession" + suffix, Roles.Read, recommend.SessionAsync, gateway.Value.FeedTarget))
                .Describe("gorseSession" + suffix, "The next items for somebody who did just this, which is held nowhere.", where, GorseParameters.Count, GorseParameters.Offset)
                .Reads(GorseParameters.Feedback, MaxBytes).Answers<GorseScore[]>().RefusesInText(400, 413, 415);
            api.MapGet("/collaborative-filtering/{id}" + category, operations.Guard("gorseCollaborative" + suffix, Roles.Read, recommend.CollaborativeAsync, gateway.Value.FeedTarget))
                .Describe("gorseCollaborative" + suffix, "Of the user's next items what the model proposes.", GorseParameters.UserId, where, GorseParameters.Count, GorseParameters.Offset)
                .Answers<GorseScore[]>().RefusesInText(400);
        }
    }

    private void MapLists(RouteGroupBuilder api)
    {
        foreach (string category in (string[])["", "/{category}"])
        {
            string suffix = category.Length == 0 ? "" : "OfCategory";
            var where = category.Length == 0 ? GorseParameters.Category : GorseParameters.PathCategory;
            api.MapGet("/latest" + category, operations.Guard("gorseLatest" + suffix, Roles.Read, lists.LatestAsync))
                .Describe("gorseLatest" + suffix, "Items by their own time, newest first.", where, GorseParameters.Count, GorseParameters.Offset, GorseParameters.NotOf)
                .Answers<GorseScore[]>().RefusesInText(400);
            api.MapGet("/popular" + category, operations.Guard("gorsePopular" + suffix, Roles.Read, lists.PopularAsync))
                .Describe("gorsePopular" + suffix, "Items with the most interactions of late.", where, GorseParameters.Count, GorseParameters.Offset, GorseParameters.NotOf)
                .Answers<GorseScore[]>().RefusesInText(400);
            api.MapGet("/item/{id}/neighbors" + category, operations.Guard("gorseNeighbors" + suffix, Roles.Read, lists.NeighboursOfItemAsync))
                .Describe("gorseNeighbors" + suffix, "Items nearest to this one.", GorseParameters.ItemId, where, GorseParameters.Count, GorseParameters.Offset, GorseParameters.NotOf)
                .Answers<GorseScore[]>().RefusesInText(400);
        }
    }

    private void MapNeighbours(RouteGroupBuilder api)
    {
        api.MapGet("/non-personalized/{name}", operations.Guard("gorseNonPersonalized", Roles.Read, lists.NonPersonalizedAsync))
            .Describe("gorseNonPersonalized", "A list by its name.", GorseParameters.Name, GorseParameters.Category, GorseParameters.Count, GorseParameters.Offset, GorseParameters.NotOf)
            .Answers<GorseScore[]>().RefusesInText(400, 404);
        api.MapGet("/item-to-item/{name}/{id}", operations.Guard("gorseItemToItem", Roles.Read, lists.ItemToItemAsync))
            .Describe("gorseItemToItem", "Items nearest to this one.", GorseParameters.Name, GorseParameters.ItemId, GorseParameters.Category, GorseParameters.Count, GorseParameters.Offset, GorseParameters.NotOf)
            .Answers<GorseScore[]>().RefusesInText(400, 404);
        api.MapGet("/user-to-user/{name}/{id}", operations.Guard("gorseUserToUser", Roles.Read, lists.UserToUserAsync))
            .Describe("gorseUserToUser", "Users by the share of this one's newest items that they gave feedback on as well.",
                GorseParameters.Name, GorseParameters.UserId, GorseParameters.Count, GorseParameters.Offset)
            .Answers<GorseScore[]>().RefusesInText(400, 404);
        api.MapGet("/user/{id}/neighbors", operations.Guard("gorseUserNeighbors", Roles.Read, lists.NeighboursOfUserAsync))
            .Describe("gorseUserNeighbors", "The same.", GorseParameters.UserId, GorseParameters.Count, GorseParameters.Offset)
            .Answers<GorseScore[]>().RefusesInText(400);
    }
}
