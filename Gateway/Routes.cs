using Manidala.Gateway.Bulk;
using Manidala.Gateway.Health;
using Manidala.Gateway.Http;
using Manidala.Gateway.Items;
using Manidala.Gateway.Keys;
using Manidala.Gateway.Models;
using Manidala.Gateway.OpenApi;
using Manidala.Gateway.Rules;
using Manidala.Gateway.Users;
using Manidala.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway;

/// <summary>Every address of the API, with its description.</summary>
internal sealed class Routes(
    Operations operations,
    IOptions<GatewayOptions> options,
    InteractionEndpoint interactions,
    InteractionImport interactionLines,
    FeedEndpoint feed,
    FeedStreams streams,
    UserEndpoints users,
    ExportEndpoint export,
    ErasuresEndpoint erasures,
    ItemEndpoints items,
    ItemImport itemLines,
    CatalogueEndpoint catalogue,
    ListEndpoints lists,
    RuleEndpoints rules,
    ModelEndpoints models,
    UploadEndpoints uploads,
    HealthEndpoints health,
    FloorEndpoint floor)
{
    private long MaxBytes => options.Value.MaxBodyBytes;

    public void Map(IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1");
        MapUsers(v1.MapGroup("").WithTags("Users"));
        MapItems(v1.MapGroup("").WithTags("Items"));
        MapLists(v1.MapGroup("").WithTags("Lists"));
        MapRules(v1.MapGroup("").WithTags("Rules"));
        MapModels(v1.MapGroup("").WithTags("Models"));
        MapUploads(v1.MapGroup("").WithTags("Models"));
        MapHealth(app);
    }

    public void MapHealth(IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("").WithTags("Health");
        group.MapGet("/health", health.ReadyAsync).Describe("getHealth", "Whether requests can be served, and by what.")
            .Answers<HealthResponse>().Answers<HealthResponse>(503);
        group.MapGet("/health/ready", health.ReadyAsync).Describe("getReadiness", "The same, for load balancers.")
            .Answers<HealthResponse>().Answers<HealthResponse>(503);
        group.MapGet("/health/live", HealthEndpoints.LiveAsync).Describe("getLiveness", "Whether this process runs.")
            .Answers<LiveResponse>();
        if (options.Value.FloorEndpoint)
        {
            group.MapGet("/floor/{id}", floor.CallAsync).ExcludeFromDescription();
        }
    }

    private void MapUsers(RouteGroupBuilder v1)
    {
        v1.MapPost("/interactions", operations.Guard(
                "record", Roles.Ingest, interactions.RecordAsync, Ndjson.IsSent, interactionLines.RunAsync,
                options.Value.InteractionTarget, InteractionEndpoint.RolesOf))
            .Describe("recordInteractions",
                "Records what users did, durably; of JSON all is checked before any is written, and with feed=true the answer has the user's next items. "
                + "Of lines, of which there may be any number, what is valid is written and the answer names the rest.",
                [Parameters.IdempotencyKey, Parameters.Feed, .. Parameters.OfFeeds])
            .Reads(Bodies.Interactions(InteractionTypeNames.Accepted(options.Value)), MaxBytes)
            .Answers<InteractionResults>().AnswersLinesWith<ImportResponse>().Refuses(400, 413, 415);
        v1.MapGet("/users/{id}/feed", operations.Guard("feed", Roles.Read, feed.GetAsync, streams.StreamAsync, options.Value.FeedTarget))
            .Describe("getFeed", "The user's next items; with Accept: text/event-stream, again whenever they change, as events named feed.",
                [Parameters.LastEventId, Parameters.UserId, .. Parameters.OfFeeds])
            .Answers<FeedResponse>(200, "text/event-stream").Refuses(400);
        v1.MapGet("/users/{id}/session", operations.Guard("session", Roles.Read, users.GetSessionAsync))
            .Describe("getSession", "What the cluster holds of the user right now.", Parameters.UserId, Parameters.Count)
            .Answers<SessionResponse>().Refuses(400);
        v1.MapGet("/users/{id}", operations.Guard("export", Roles.Admin, export.GetAsync))
            .Describe("exportUser", "All that is held of the user: the journal, oldest first, streamed, and the session made of it.", Parameters.UserId)
            .Answers<ExportResponse>().Refuses(400);
        v1.MapDelete("/users/{id}", operations.Guard("erase", Roles.Admin, users.EraseAsync))
            .Describe("eraseUser", "Removes all of the user; answers how many interactions that were.", Parameters.UserId)
            .Answers<ErasedResponse>().Refuses(400);
        v1.MapGet("/erasures", operations.Guard("erasures", Roles.Admin, erasures.GetAsync))
            .Describe("getErasures", "When users were erased and how many interactions each time, newest first; not whom.", Parameters.Count, Parameters.Before, Parameters.ListCursor)
            .Answers<ErasuresResponse>().Refuses(400);
    }

    private void MapItems(RouteGroupBuilder v1)
    {
        v1.MapGet("/items", operations.Guard("items", Roles.Read, catalogue.PageAsync, Ndjson.IsWanted, catalogue.ExportAsync))
            .Describe("getItems", "The catalogue by id, a page at a time; with Accept: application/x-ndjson all of it, as lines that POST reads.", Parameters.Count, Parameters.ListCursor)
            .Answers<ItemsResponse>(200, Ndjson.Type).Refuses(400);
        v1.MapPost("/items", operations.Guard("putItems", Roles.Admin, items.PutManyAsync, Ndjson.IsSent, itemLines.RunAsync))
            .Describe("putItems",
                "Stores items whole, new ones and replaced ones; of JSON all or none. Of lines, of which there may be any number, what is valid is stored and the answer names the rest.")
            .Reads(Bodies.Items, MaxBytes)
            .Answers<StoredResponse>().AnswersLinesWith<ImportResponse>().Refuses(400, 413, 415);
        v1.MapPut("/items/{id}", operations.Guard("putItem", Roles.Admin, items.PutAsync))
            .Describe("putItem", "Stores an item whole; feeds show it within a second. With a condition, only where the item is what it says.",
                Parameters.ItemId, Parameters.IfMatch, Parameters.IfNoneMatch)
            .Reads(Bodies.Item, MaxBytes)
            .Answers<ItemResponse>().Tags().Refuses(400, 412, 413, 415);
        v1.MapGet("/items/{id}", operations.Guard("getItem", Roles.Read, items.GetAsync))
            .Describe("getItem", "An item of the catalogue, or 304 where the caller has it as it is.", Parameters.ItemId, Parameters.IfNoneMatch, Parameters.IfMatch)
            .Answers<ItemResponse>().Tags().WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified, typeof(void))).Refuses(400, 404, 412);
        v1.MapDelete("/items/{id}", operations.Guard("deleteItem", Roles.Admin, items.DeleteAsync))
            .Describe("deleteItem", "Takes an item out of the catalogue.", Parameters.ItemId, Parameters.IfMatch, Parameters.IfNoneMatch)
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void))).Refuses(400, 404, 412);
    }

    private void MapLists(RouteGroupBuilder v1)
    {
        v1.MapGet("/items/{id}/similar", operations.Guard("similar", Roles.Read, lists.SimilarAsync))
            .Describe("getSimilar", "Items nearest to this one.", Parameters.ItemId, Parameters.Count, Parameters.Category, Parameters.Include, Parameters.ListCursor)
            .Answers<ListResponse>().Refuses(400, 404);
        v1.MapGet("/trending", operations.Guard("trending", Roles.Read, lists.TrendingAsync))
            .Describe("getTrending", "Items with the most interactions of late.", Parameters.Count, Parameters.Category, Parameters.Include, Parameters.ListCursor)
            .Answers<ListResponse>().Refuses(400);
        v1.MapGet("/latest", operations.Guard("latest", Roles.Read, lists.LatestAsync))
            .Describe("getLatest", "Items by their own time, newest first.", Parameters.Count, Parameters.Category, Parameters.Include, Parameters.ListCursor)
            .Answers<ListResponse>().Refuses(400);
        v1.MapGet("/categories", operations.Guard("categories", Roles.Read, items.CategoriesAsync))
            .Describe("getCategories", "The categories in use, most items first.")
            .Answers<CategoriesResponse>().Refuses();
    }

    private void MapRules(RouteGroupBuilder v1)
    {
        v1.MapGet("/rules", operations.Guard("rules", Roles.Admin, rules.ListAsync))
            .Describe("getRules", "Every business rule by id, those of the configuration among them.")
            .Answers<RulesResponse>().Refuses();
        v1.MapPut("/rules/{id}", operations.Guard("putRule", Roles.Admin, rules.PutAsync))
            .Describe("putRule", "Stores a rule whole; feeds of configured surfaces follow it within a second.", Parameters.RuleId)
            .Reads(Bodies.Rule, MaxBytes)
            .Answers<RuleResponse>().Refuses(400, 413, 415);
        v1.MapDelete("/rules/{id}", operations.Guard("deleteRule", Roles.Admin, rules.DeleteAsync))
            .Describe("deleteRule", "Removes a stored rule; one of the configuration that it stood for holds again.", Parameters.RuleId)
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void))).Refuses(400, 404);
    }

    private void MapModels(RouteGroupBuilder v1)
    {
        v1.MapGet("/models", operations.Guard("models", Roles.Admin, models.ListAsync))
            .Describe("getModels", "Every published model, newest first; with n a page of them.", Parameters.PageCount, Parameters.ListCursor)
            .Answers<ModelsResponse>().Refuses();
        v1.MapPost("/models", operations.Guard("publish", Roles.Admin, models.PublishAsync))
            .Describe("publishModel", "Checks a bundle in full and publishes it.", Parameters.Activate, Parameters.Force, Parameters.Margin)
            .Reads(Bodies.Archive, options.Value.MaxModelBytes)
            .Answers<ModelResponse>(201).Refuses(400, 409, 413, 415);
        v1.MapPost("/models/{version}/activate", operations.Guard("activate", Roles.Admin, models.ActivateAsync))
            .Describe("activateModel", "Makes every silo switch to this version.", Parameters.Version)
            .Answers<ModelResponse>().Refuses(400);
        v1.MapPost("/models/rollback", operations.Guard("rollback", Roles.Admin, models.RollBackAsync))
            .Describe("rollBackModel", "Makes every silo switch back to the version before.")
            .Answers<ModelResponse>().Refuses(400);
    }

    private void MapUploads(RouteGroupBuilder v1)
    {
        v1.MapPost("/models/uploads", operations.Guard("uploadOpen", Roles.Admin, uploads.OpenAsync))
            .Describe("openUpload", "Announces an archive that comes in parts; one that was announced before is answered with its offset.")
            .Reads(Bodies.Upload, MaxBytes)
            .Answers<UploadResponse>().Refuses(400, 409, 413, 415);
        v1.MapGet("/models/uploads/{id}", operations.Guard("uploadState", Roles.Admin, uploads.GetAsync))
            .Describe("getUpload", "How far an upload is: the offset at which its next part begins.", Parameters.UploadId)
            .Answers<UploadResponse>().Refuses(400, 404);
        v1.MapPut("/models/uploads/{id}", operations.Guard("uploadPart", Roles.Admin, uploads.PutAsync))
            .Describe("putUploadPart", "Stores the next part durably. A part that begins elsewhere answers 409 with the right offset.",
                Parameters.UploadId, Parameters.ContentRange, Parameters.ContentDigest)
            .Reads(Bodies.Part, Limits.MaxUploadPartBytes)
            .Answers<UploadResponse>().Refuses(400, 404, 409, 413);
        v1.MapDelete("/models/uploads/{id}", operations.Guard("uploadDelete", Roles.Admin, uploads.DeleteAsync))
            .Describe("deleteUpload", "Gives an upload up.", Parameters.UploadId)
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void))).Refuses(400, 404);
        v1.MapPost("/models/uploads/{id}/publish", operations.Guard("uploadPublish", Roles.Admin, uploads.PublishAsync))
            .Describe("publishUpload", "Checks the whole archive's digest and the bundle in full, and publishes it.",
                Parameters.UploadId, Parameters.Activate, Parameters.Force, Parameters.Margin)
            .Answers<ModelResponse>(201).Refuses(400, 404, 409);
    }
}
