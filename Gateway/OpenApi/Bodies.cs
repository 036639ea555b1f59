using Manidala.Gateway.Bulk;
using Manidala.Gateway.Items;
using Manidala.Grains.Interfaces;
using Microsoft.OpenApi;

namespace Manidala.Gateway.OpenApi;

/// <summary>The bodies that the gateway reads, described beside the parsers that hold to them.</summary>
internal static class Bodies
{
    public static OpenApiRequestBody Interactions(IEnumerable<string> types)
    {
        IEnumerable<string> all = [.. types];
        return OrLines(
            Json(new OpenApiSchema { OneOf = [Interaction(all), Array(Interaction(all), Limits.MaxInteractionsPerCall)] }), Interaction(all));
    }

    public static OpenApiRequestBody Item => Json(ItemSchema());

    public static OpenApiRequestBody Items
    {
        get
        {
            var item = ItemSchema();
            item.Required = new HashSet<string> { "id" };
            return OrLines(Json(Array(item, Limits.MaxItemsPerCall)), item);
        }
    }

    public static OpenApiRequestBody Rule => Json(Closed(new()
    {
        ["kind"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["boost", "bury", "pin", "require", "exclude"], Description = "What becomes of the items that it is about." },
        ["items"] = Array(Id("An item that it is about; a pin has one."), Limits.MaxRuleEntries, 0),
        ["categories"] = Array(Id("A category that it is about."), Limits.MaxRuleEntries, 0),
        ["labels"] = Array(Id("A label that it is about: name:value."), Limits.MaxRuleEntries, 0),
        ["surfaces"] = Array(Id("Where it holds; everywhere where there is none."), Limits.MaxRuleEntries, 0),
        ["factor"] = new OpenApiSchema { Type = JsonSchemaType.Number, Description = "What relevance is multiplied by: of a boost above 1, of bury below 1." },
        ["position"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "500", Description = "The place of a pin." },
        ["from"] = Time("From when on it holds; always where it is left out."),
        ["until"] = Time("Until when it holds, that moment not included; for ever where it is left out."),
    }, "kind"));

    public static OpenApiRequestBody Archive => new()
    {
        Required = true,
        Description = "A model bundle as a tar archive.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/x-tar"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
        },
    };

    public static OpenApiRequestBody Upload => Json(Closed(new()
    {
        ["bytes"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "1", Description = "How long the archive is." },
        ["sha256"] = new OpenApiSchema
        {
            Type = JsonSchemaType.String, Pattern = "^[0-9a-f]{64}$", Description = "The archive's SHA-256; equal archives are one upload.",
        },
    }, "bytes", "sha256"));

    public static OpenApiRequestBody Part => new()
    {
        Required = true,
        Description = $"The next bytes of the archive, at most {Limits.MaxUploadPartBytes}.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/octet-stream"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
        },
    };

    private static OpenApiSchema Interaction(IEnumerable<string> types) => Closed(new()
    {
        ["userId"] = Id("Who."),
        ["itemId"] = Id("With what; need not be in the catalogue yet."),
        ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. types] },
        ["timestamp"] = Time("When; now where it is left out. Not before 1970, not more than 24 hours from now."),
        ["id"] = Id("Makes a repetition harmless; derived from user, item, type and timestamp where it is left out."),
        ["value"] = new OpenApiSchema { Type = JsonSchemaType.Number, Default = 1, Description = "What the type measures." },
        ["consent"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Boolean, Default = true, Description = "False for one that is stored nowhere: only the feed of this answer (feed=true) reflects it.",
        },
    }, "userId", "itemId", "type");

    private static OpenApiSchema ItemSchema() => Closed(new()
    {
        ["id"] = Id("The item's id; in PUT it may be left out and must equal the address's."),
        ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = ItemParser.MaxTitleLength },
        ["categories"] = Array(Id("A category."), ItemParser.MaxCategories, 0),
        ["attributes"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            MaxProperties = ItemAttributes.MaxNames,
            Description = $"Name to text, number, or array of either; at most {ItemAttributes.MaxBytes} bytes.",
        },
        ["hidden"] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false, Description = "Never recommended while true." },
        ["timestamp"] = Time("When the item came to be; now where it is left out."),
        ["expires"] = Time("From when on it is not recommended; never where it is left out."),
    });

    private static OpenApiRequestBody OrLines(OpenApiRequestBody body, OpenApiSchema line)
    {
        body.Content![Ndjson.Type] = new() { Schema = line };
        body.Description = "One value, or one a line, in any number.";
        return body;
    }

    private static OpenApiRequestBody Json(OpenApiSchema schema) => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = schema } },
    };

    private static OpenApiSchema Closed(Dictionary<string, IOpenApiSchema> properties, params string[] required) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = properties,
        Required = new HashSet<string>(required),
        AdditionalPropertiesAllowed = false,
    };

    private static OpenApiSchema Array(OpenApiSchema items, int max, int min = 1) =>
        new() { Type = JsonSchemaType.Array, Items = items, MinItems = min, MaxItems = max };

    private static OpenApiSchema Id(string description) => new()
    {
        Type = JsonSchemaType.String,
        MinLength = 1,
        MaxLength = Limits.MaxIdLength,
        Description = description,
    };

    private static OpenApiSchema Time(string description) => new()
    {
        Description = description + " ISO 8601, in UTC where no offset is named, or Unix milliseconds.",
        OneOf =
        [
            new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
            new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
        ],
    };
}
