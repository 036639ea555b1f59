using System.Text.Json;
using System.Text.Json.Serialization;

namespace Manidala.Client.Http;

/// <summary>All that goes over the wire.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UnixTimeConverter)])]
[JsonSerializable(typeof(IReadOnlyList<Interaction>))]
[JsonSerializable(typeof(RecordAnswer))]
[JsonSerializable(typeof(Feed))]
[JsonSerializable(typeof(ItemList))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(CatalogueItem))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(CategoriesAnswer))]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ClientJson : JsonSerializerContext;

internal sealed record RecordAnswer(IReadOnlyList<RecordedInteraction> Results);

internal sealed record CategoriesAnswer(IReadOnlyList<string> Categories);

/// <summary>RFC 9457, with what Manidala adds.</summary>
internal sealed record ProblemDocument(
    string? Type, string? Title, string? Detail, string? Field, string? Found, string? Allowed, IReadOnlyList<RecordedInteraction>? Results, long? Line);

/// <summary>Times are Unix milliseconds on the wire.</summary>
internal sealed class UnixTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.ToUnixTimeMilliseconds());
}
