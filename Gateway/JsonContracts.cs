using System.Text.Json;
using System.Text.Json.Serialization;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Health;
using Manidala.Gateway.Items;
using Manidala.Gateway.Models;
using Manidala.Gateway.Users;

namespace Manidala.Gateway
{
    /// <summary>Everything that the gateway writes as JSON.</summary>
    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        GenerationMode = JsonSourceGenerationMode.Default)]
    [JsonSerializable(typeof(Problem))]
    [JsonSerializable(typeof(InteractionResults))]
    [JsonSerializable(typeof(FeedResponse))]
    [JsonSerializable(typeof(SessionResponse))]
    [JsonSerializable(typeof(JournaledEntry))]
    [JsonSerializable(typeof(ExportResponse))]
    [JsonSerializable(typeof(ErasedResponse))]
    [JsonSerializable(typeof(ItemResponse))]
    [JsonSerializable(typeof(StoredResponse))]
    [JsonSerializable(typeof(ListResponse))]
    [JsonSerializable(typeof(CategoriesResponse))]
    [JsonSerializable(typeof(ModelResponse))]
    [JsonSerializable(typeof(ModelsResponse))]
    [JsonSerializable(typeof(UploadResponse))]
    [JsonSerializable(typeof(HealthResponse))]
    [JsonSerializable(typeof(LiveResponse))]
    [JsonSerializable(typeof(FloorResponse))]
    internal sealed partial class JsonContracts : JsonSerializerContext;

    /// <summary>JSON that is passed on as it is.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    internal readonly record struct RawJson(string Json);

    internal sealed class RawJsonConverter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("The gateway only writes these.");

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Json, skipInputValidation: true);
    }
}

namespace Manidala.Gateway.Users
{
    /// <summary>What became of each interaction, in the order of the request.</summary>
    internal readonly record struct InteractionResults(InteractionResult[] Results);

    /// <summary>What became of an interaction; without a sequence it was not acknowledged.</summary>
    internal readonly record struct InteractionResult(string Id, long? Sequence, bool? Duplicate);

    /// <summary>A feed.</summary>
    internal readonly record struct FeedResponse(
        string RecommendationId, string UserId, long Sequence, string? Model, bool Fallback, Entry[] Items, string? Cursor);

    /// <summary>An item in a feed or a list.</summary>
    internal readonly record struct Entry(string Id, float Score, string Source, EntryItem? Item);

    /// <summary>What an entry says of its item where <c>include=item</c> asked for it.</summary>
    internal sealed record EntryItem(string Title, IReadOnlyList<string> Categories, RawJson Attributes, long Timestamp);

    /// <summary>A user's live session and the interactions in it.</summary>
    internal sealed record SessionResponse(string UserId, long Sequence, string? Model, int Seen, JournaledEntry[] Recent);

    /// <summary>An interaction as the journal holds it.</summary>
    internal readonly record struct JournaledEntry(long Sequence, string ItemId, string Type, long Timestamp, double Value);

    /// <summary>Everything journaled of a user, oldest first.</summary>
    internal sealed record ExportResponse(string UserId, JournaledEntry[] Interactions);

    internal readonly record struct ErasedResponse(long Interactions);

    internal readonly record struct FloorResponse(int Value);
}

namespace Manidala.Gateway.Items
{
    internal sealed record ItemResponse(
        string Id, string Title, IReadOnlyList<string> Categories, RawJson Attributes, bool Hidden, long Timestamp, long? Expires);

    internal readonly record struct StoredResponse(int Items);

    /// <summary>A list that is the same for every user.</summary>
    internal readonly record struct ListResponse(string? Model, Users.Entry[] Items);

    internal sealed record CategoriesResponse(IReadOnlyList<string> Categories);
}

namespace Manidala.Gateway.Models
{
    /// <summary>A published model; times are Unix milliseconds.</summary>
    /// <param name="Gate">For one that was activated just now: how it compares with the model before it.</param>
    /// <param name="Rejected">Why the cluster took it back by itself after its last activation.</param>
    internal sealed record ModelResponse(
        string Version, string Name, bool Active, long Published, long TrainedThrough, int Items, long Bytes, RawJson Metrics, string? Gate = null, string? Rejected = null);

    /// <summary>How far an upload is.</summary>
    /// <param name="Offset">Where the next part begins.</param>
    /// <param name="PartBytes">Most bytes of one part.</param>
    /// <param name="Expires">When it is removed if nothing more arrives; Unix milliseconds.</param>
    internal sealed record UploadResponse(string Id, long Bytes, string Sha256, long Offset, int PartBytes, long Expires);

    internal sealed record ModelsResponse(ModelResponse[] Models);
}

namespace Manidala.Gateway.Health
{
    /// <summary>Whether the cluster can serve, and what stands in the way.</summary>
    internal sealed record HealthResponse(
        string Status, string Service, string? Model, int? Items, string? Database, IReadOnlyList<string> Problems);

    internal sealed record LiveResponse(string Status, string Service);
}
