using System.Globalization;
using Manidala.Grains.Interfaces;
using Microsoft.OpenApi;

namespace Manidala.Gateway.Gorse;

/// <summary>The parameters and bodies of Gorse's addresses, described once.</summary>
internal static class GorseParameters
{
    public static OpenApiParameter UserId => Path("id", "The user's id.");

    public static OpenApiParameter ItemId => Path("id", "The item's id.");

    public static OpenApiParameter User => Path("user", "The user's id.");

    public static OpenApiParameter Item => Path("item", "The item's id.");

    public static OpenApiParameter Type => Path("type", "The type of feedback; any name.");

    public static OpenApiParameter Name => Path("name", "The name of the list; see docs/gorse.md.");

    public static OpenApiParameter PathCategory => Path("category", "Only items of this category.");

    public static OpenApiParameter Category => Query("category", "Only items of this category; repeated, of all of them.", Text());

    public static OpenApiParameter Count => Query("n", "How many to answer.", Number(1, Limits.MaxFeedItems, GorseOptions.DefaultCount));

    public static OpenApiParameter PageLength => Query("n", "How many to answer.", Number(1, Limits.MaxPageLength, GorseOptions.DefaultCount));

    public static OpenApiParameter Offset => Query("offset", $"How many to pass over; with n at most {Limits.MaxFeedItems}.", Number(0, Limits.MaxFeedItems, 0));

    public static OpenApiParameter Cursor => Query("cursor", "The Cursor of the page before.", Text());

    public static OpenApiParameter NotOf => Query("user-id", "Without the items that this user gave feedback on.", Text());

    public static OpenApiParameter WriteBackType => Query(
        "write-back-type", "Keeps what is answered as feedback of this type, so that it does not come again; takes the role ingest, too.", Text());

    public static OpenApiParameter WriteBackDelay => Query("write-back-delay", "From when on that counts, such as 10m.", Text());

    public static OpenApiParameter Version => new()
    {
        Name = "X-API-Version",
        In = ParameterLocation.Header,
        Description = "2 for an array of objects with Id and Score instead of ids.",
        Schema = Text(),
    };

    public static OpenApiRequestBody OneUser => Json(Object("UserId", "Labels", "Comment"));

    public static OpenApiRequestBody UserPatch => Json(Object("Labels", "Comment"));

    public static OpenApiRequestBody Users => Json(Array(Object("UserId", "Labels", "Comment"), Limits.MaxPageLength));

    public static OpenApiRequestBody OneItem => Json(Object("ItemId", "IsHidden", "Categories", "Timestamp", "Labels", "Comment"));

    public static OpenApiRequestBody ItemPatch => Json(Object("IsHidden", "Categories", "Timestamp", "Labels", "Comment"));

    public static OpenApiRequestBody Items => Json(Array(
        Object("ItemId", "IsHidden", "Categories", "Timestamp", "Labels", "Comment"), Limits.MaxItemsPerCall));

    public static OpenApiRequestBody Feedback => Json(Array(
        Object("FeedbackType", "UserId", "ItemId", "Value", "Timestamp", "Labels", "Comment"), Limits.MaxInteractionsPerCall));

    private static OpenApiRequestBody Json(OpenApiSchema schema) => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = schema } },
    };

    private static OpenApiSchema Array(OpenApiSchema items, int max) => new() { Type = JsonSchemaType.Array, Items = items, MaxItems = max };

    private static OpenApiSchema Object(params string[] names) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = names.ToDictionary(name => name, IOpenApiSchema (name) => Of(name), StringComparer.Ordinal),
    };

    private static OpenApiSchema Of(string name) => name switch
    {
        "IsHidden" => new() { Type = JsonSchemaType.Boolean, Default = false },
        "Categories" => new() { Type = JsonSchemaType.Array, Items = Text() },
        "Labels" => new() { Description = "null, a text, a number, an array of texts or of numbers, or an object of such." },
        "Value" => new() { Type = JsonSchemaType.Number, Default = 0 },
        "Timestamp" => new() { Type = JsonSchemaType.String, Description = GorseTimes.Allowed },
        "Comment" => new() { Type = JsonSchemaType.String, MaxLength = GorseBodies.MaxCommentLength },
        _ => Text(),
    };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String, MaxLength = Limits.MaxIdLength };

    private static OpenApiSchema Number(int least, int most, int usual) => new()
    {
        Type = JsonSchemaType.Integer,
        Minimum = least.ToString(CultureInfo.InvariantCulture),
        Maximum = most.ToString(CultureInfo.InvariantCulture),
        Default = usual,
    };

    private static OpenApiParameter Path(string name, string description) => new()
    {
        Name = name, In = ParameterLocation.Path, Required = true, Description = description, Schema = Text(),
    };

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema) => new()
    {
        Name = name, In = ParameterLocation.Query, Description = description, Schema = schema,
    };
}
