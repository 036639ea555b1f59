using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Manidala.Engine.Catalog;

/// <summary>A schema of item features as JSON; the same schema always gives the same text.</summary>
internal static class ItemFeatureSchemaJson
{
    private const int Format = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static string Write(ItemFeatureSchema schema) => JsonSerializer.Serialize(
        new Document(Format, [.. schema.Attributes.Select(ToEntry)]), Options);

    public static ItemFeatureSchema Read(string json)
    {
        Document? document;
        try
        {
            document = JsonSerializer.Deserialize<Document>(json, Options);
        }
        catch (JsonException exception)
        {
            throw new InvalidItemFeatureException($"the description of item features cannot be read: {exception.Message}");
        }

        if (document is not { Format: Format, Attributes: { } entries })
        {
            throw new InvalidItemFeatureException($"the description of item features has the format {document?.Format}; this version reads {Format}.");
        }

        return new ItemFeatureSchema(entries.Select(ToAttribute));
    }

    private static Entry ToEntry(ItemFeatureAttribute attribute) => new(
        attribute.Name,
        attribute.Kind,
        attribute.IsText ? attribute.Vocabulary : null,
        attribute.IsText ? null : attribute.Width,
        attribute.Kind == ItemFeatureKind.Numeric ? attribute.Mean : null,
        attribute.Kind == ItemFeatureKind.Numeric ? attribute.Deviation : null);

    private static ItemFeatureAttribute ToAttribute(Entry entry) =>
        new(entry.Name ?? "", entry.Kind, entry.Vocabulary ?? [], entry.Width ?? 0, entry.Mean ?? 0, entry.Deviation ?? 1);

    private sealed record Document(int Format, ImmutableArray<Entry>? Attributes);

    private sealed record Entry(string? Name, ItemFeatureKind Kind, ImmutableArray<string>? Vocabulary, int? Width, double? Mean, double? Deviation);
}
