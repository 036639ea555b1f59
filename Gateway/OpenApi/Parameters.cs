using System.Globalization;
using Manidala.Gateway.Http;
using Manidala.Gateway.Users;
using Manidala.Grains.Interfaces;
using Microsoft.OpenApi;

namespace Manidala.Gateway.OpenApi;

/// <summary>The parameters of the API, described once.</summary>
internal static class Parameters
{
    public static OpenApiParameter UserId => Path("id", "The user's id, as the application knows it; an unknown user gets a cold-start feed.");

    public static OpenApiParameter ItemId => Path("id", "The item's id.");

    public static OpenApiParameter RuleId => Path("id", "The rule's id: letters, digits, hyphens and underscores.");

    public static OpenApiParameter Version => Path("version", "The model's version.");

    public static OpenApiParameter Count => Query("n", "How many to answer.", new OpenApiSchema
    {
        Type = JsonSchemaType.Integer,
        Minimum = "1",
        Maximum = Limits.MaxFeedItems.ToString(CultureInfo.InvariantCulture),
        Default = QueryReader.DefaultCount,
    });

    public static OpenApiParameter Category => Query("category", "Only items of this category.", Text(Limits.MaxIdLength));

    public static OpenApiParameter Include => Query("include", "Whether each entry carries its item.", new OpenApiSchema
    {
        Type = JsonSchemaType.String,
        Enum = ["item"],
    });

    public static OpenApiParameter Exclude => Query("exclude", "Ids that must not come; repeat the parameter.", new OpenApiSchema
    {
        Type = JsonSchemaType.Array,
        MaxItems = Limits.MaxExcludedItems,
        Items = Text(Limits.MaxIdLength),
    });

    public static OpenApiParameter Cursor => Query(
        "cursor", "The cursor of the page before; not for a stream.", Text(QueryReader.MaxCursorLength));

    public static OpenApiParameter ListCursor => Query("cursor", "The cursor of the page before.", Text(QueryReader.MaxCursorLength));

    public static OpenApiParameter PageCount => Query("n", "How many to answer; all where it is left out.", new OpenApiSchema
    {
        Type = JsonSchemaType.Integer,
        Minimum = "1",
        Maximum = Limits.MaxFeedItems.ToString(CultureInfo.InvariantCulture),
    });

    public static OpenApiParameter IfMatch => Header(
        "If-Match", "Only where the item has one of these tags; * for any item. Otherwise 412, and nothing is changed.", required: false);

    public static OpenApiParameter IfNoneMatch => Header(
        "If-None-Match", "Only where the item has none of these tags; * for no item, so that none is replaced. Otherwise 304 for GET, else 412.", required: false);

    public static OpenApiParameter IdempotencyKey => Header(
        Http.IdempotencyKey.Header, "Names the request: sent again with the same key, what has no id of its own is recorded once.", required: false);

    public static OpenApiParameter LastEventId => Header(
        FeedEventId.Header, "For a stream: the id of the last event that the caller has; a feed comes at once only where it has changed since.", required: false);

    public static OpenApiParameter Seen => Query("seen", "Whether items that the user interacted with may come back.", Flag());

    public static OpenApiParameter Feed => Query(
        "feed", "Whether the answer has the user's next items, which reflect all of the body; the interactions are of one user then.", Flag());

    public static OpenApiParameter Surface => Query("surface", "Which of the configured surfaces; the default one otherwise.", Text(Limits.MaxIdLength));

    public static OpenApiParameter Explain => Query("explain", "Whether each item says what proposed and moved it, and the answer what took how long.", Flag());

    public static OpenApiParameter Labels => Labelled(AttributeQuery.All, "Labels (name:value) that items must have; repeat the parameter.");

    public static OpenApiParameter AnyLabels => Labelled(AttributeQuery.Any, "Labels of which items must have one; repeat the parameter.");

    public static OpenApiParameter NoLabels => Labelled(AttributeQuery.None, "Labels that items must not have; repeat the parameter.");

    public static OpenApiParameter Range => Labelled(
        AttributeQuery.Range, "Ranges of attributes' numbers (name:least..most, one end may be missing) that items must lie in; repeat the parameter.");

    /// <summary>What feeds take beside the user.</summary>
    public static OpenApiParameter[] OfFeeds =>
        [Count, Category, Exclude, Labels, AnyLabels, NoLabels, Range, Cursor, Seen, Include, Surface, Explain];

    public static OpenApiParameter Before => Query("before", "Only erasures below this number, the last one of the page before.", new OpenApiSchema
    {
        Type = JsonSchemaType.Integer,
        Format = "int64",
        Minimum = "1",
    });

    public static OpenApiParameter Activate => Query("activate", "Whether every silo switches to the model at once.", Flag());

    public static OpenApiParameter Force => Query(
        "force", "Whether it is activated although its validation metric is worse than the active model's.", Flag());

    public static OpenApiParameter Margin => Query(
        "margin", "How much worse than the active model's its validation metric may be, as a share.", new OpenApiSchema
        {
            Type = JsonSchemaType.Number,
            Minimum = "0",
            Maximum = "1",
            Default = PublishTerms.DefaultMargin,
        });

    public static OpenApiParameter UploadId => Path("id", "The upload's id: 32 hexadecimal digits.");

    public static OpenApiParameter ContentRange => Header("Content-Range", "Which bytes these are: bytes FIRST-LAST/TOTAL.", required: true);

    public static OpenApiParameter ContentDigest => Header(
        "Content-Digest", "The part's own digest (RFC 9530), sha-256=:BASE64:; a part that does not have it is refused.", required: false);

    private static OpenApiParameter Header(string name, string description, bool required) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = required,
        Description = description,
        Schema = Text(Limits.MaxIdLength),
    };

    private static OpenApiParameter Labelled(string name, string description) => Query(name, description, new OpenApiSchema
    {
        Type = JsonSchemaType.Array,
        MaxItems = Limits.MaxAttributeConditions,
        Items = Text(Limits.MaxIdLength),
    });

    private static OpenApiSchema Text(int maxLength) => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = maxLength };

    private static OpenApiSchema Flag() => new() { Type = JsonSchemaType.Boolean, Default = false };

    private static OpenApiParameter Path(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Path,
        Required = true,
        Description = description,
        Schema = Text(Limits.MaxIdLength),
    };

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = schema,
    };
}
