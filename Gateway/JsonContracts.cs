using System.Text.Json;
using System.Text.Json.Serialization;
using Manidala.Gateway.Bulk;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Health;
using Manidala.Gateway.Items;
using Manidala.Gateway.Models;
using Manidala.Gateway.Rules;
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
    [JsonSerializable(typeof(PlainFeedResponse))]
    [JsonSerializable(typeof(FeedResponse))]
    [JsonSerializable(typeof(SessionResponse))]
    [JsonSerializable(typeof(JournaledEntry))]
    [JsonSerializable(typeof(ExportResponse))]
    [JsonSerializable(typeof(HeldSessionResponse))]
    [JsonSerializable(typeof(HeldProfile))]
    [JsonSerializable(typeof(HeldFeedback[]))]
    [JsonSerializable(typeof(ErasedResponse))]
    [JsonSerializable(typeof(ErasuresResponse))]
    [JsonSerializable(typeof(ItemResponse))]
    [JsonSerializable(typeof(ItemsResponse))]
    [JsonSerializable(typeof(StoredResponse))]
    [JsonSerializable(typeof(ImportResponse))]
    [JsonSerializable(typeof(ListResponse))]
    [JsonSerializable(typeof(CategoriesResponse))]
    [JsonSerializable(typeof(RuleResponse))]
    [JsonSerializable(typeof(RulesResponse))]
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
    /// <param name="Feed">The user's next items, where feed=true asked for them.</param>
    internal readonly record struct InteractionResults(InteractionResult[] Results, FeedResponse? Feed = null);

    /// <summary>What became of an interaction; without a sequence it was not acknowledged.</summary>
    /// <param name="Stored">False for one without consent: it is held nowhere.</param>
    internal readonly record struct InteractionResult(string Id, long? Sequence, bool? Duplicate, bool? Stored = null);

    /// <summary>A feed.</summary>
    internal readonly record struct PlainFeedResponse(
        string RecommendationId, string UserId, long Sequence, string? Model, bool Fallback, Entry[] Items, string? Cursor);

    /// <summary>A feed of a surface, or one that says how it came about; the built-in feed has none of what is optional here.</summary>
    internal readonly record struct FeedResponse(
        string RecommendationId, string UserId, long Sequence, string? Model, bool Fallback, RankedEntry[] Items, string? Cursor,
        string? Surface = null, StepEntry[]? Steps = null);

    /// <summary>An item of such a feed.</summary>
    /// <param name="Propensity">The probability with which it stands in this place, with what stands above it.</param>
    /// <param name="Explain">Why it stands there, where that was asked for.</param>
    internal readonly record struct RankedEntry(
        string Id, float Score, string Source, EntryItem? Item, double? Propensity = null, EntryReasons? Explain = null);

    /// <summary>Why an item stands where it does.</summary>
    /// <param name="Sources">What proposed it.</param>
    /// <param name="Moves">What moved it, in order.</param>
    /// <param name="Rules">The rules that touched it.</param>
    internal sealed record EntryReasons(SourceEntry[] Sources, MoveEntry[] Moves, IReadOnlyList<string> Rules);

    /// <summary>A source that proposed an item; ranks count from 1.</summary>
    internal readonly record struct SourceEntry(string Source, int Rank, float Score);

    /// <summary>A step that moved an item; places count from 1, and From is 0 where it was no candidate before.</summary>
    internal readonly record struct MoveEntry(string Step, int From, int To, string Why);

    /// <summary>How long a step took.</summary>
    internal readonly record struct StepEntry(string Step, double Microseconds);

    /// <summary>An item in a feed or a list.</summary>
    internal readonly record struct Entry(string Id, float Score, string Source, EntryItem? Item);

    /// <summary>What an entry says of its item where <c>include=item</c> asked for it.</summary>
    internal sealed record EntryItem(string Title, IReadOnlyList<string> Categories, RawJson Attributes, long Timestamp);

    /// <summary>A user's live session and the interactions in it.</summary>
    internal sealed record SessionResponse(string UserId, long Sequence, string? Model, int Seen, JournaledEntry[] Recent);

    /// <summary>An interaction as the journal holds it.</summary>
    /// <param name="Key">Of its id, of which the journal keeps no more.</param>
    /// <param name="Recorded">When the journal took it; Unix milliseconds.</param>
    internal readonly record struct JournaledEntry(
        long Sequence, string ItemId, string Type, long Timestamp, double Value, string? Key = null, long? Recorded = null);

    /// <summary>All that is held of a user: the journal, oldest first, the session made of it, and what was told through <c>/api</c>.</summary>
    internal sealed record ExportResponse(
        string UserId, JournaledEntry[] Interactions, HeldSessionResponse Session, HeldProfile? Profile, HeldFeedback[]? Feedback);

    /// <summary>What an app told of a user.</summary>
    internal sealed record HeldProfile(RawJson Labels, string Comment);

    /// <summary>Feedback as it is listed under <c>/api</c>.</summary>
    internal sealed record HeldFeedback(string Type, string ItemId, double Value, long Timestamp, RawJson Labels, string Comment);

    /// <summary>A user's session, whole.</summary>
    /// <param name="Seen">Items that do not come back, oldest first.</param>
    /// <param name="History">Items from which the model's state is built, oldest first.</param>
    /// <param name="State">The live session with the model's numbers, as bytes.</param>
    /// <param name="Snapshot">The copy that is kept for the next start, as bytes.</param>
    internal sealed record HeldSessionResponse(long Sequence, string? Model, string[] Seen, string[] History, byte[] State, byte[]? Snapshot);

    internal readonly record struct ErasedResponse(long Interactions);

    /// <summary>Erasures, newest first, and nothing of whom.</summary>
    internal sealed record ErasuresResponse(ErasureEntry[] Erasures, string? Cursor = null);

    /// <summary>One user's erasure; the time is Unix milliseconds.</summary>
    /// <param name="Interactions">How many rows of the journal went.</param>
    internal readonly record struct ErasureEntry(long Number, long Time, long Interactions);

    internal readonly record struct FloorResponse(int Value);
}

namespace Manidala.Gateway.Items
{
    internal sealed record ItemResponse(
        string Id, string Title, IReadOnlyList<string> Categories, RawJson Attributes, bool Hidden, long Timestamp, long? Expires);

    internal readonly record struct StoredResponse(int Items);

    /// <summary>A list that is the same for every user.</summary>
    /// <param name="Cursor">Passes on to the next page; absent where there is none.</param>
    internal readonly record struct ListResponse(string? Model, Users.Entry[] Items, string? Cursor = null);

    /// <summary>A page of the catalogue, by id.</summary>
    internal sealed record ItemsResponse(ItemResponse[] Items, string? Cursor);

    internal sealed record CategoriesResponse(IReadOnlyList<string> Categories);
}

namespace Manidala.Gateway.Bulk
{
    /// <summary>What became of an import's lines.</summary>
    /// <param name="Lines">Those that are not empty.</param>
    /// <param name="Duplicates">Of interactions: recorded before.</param>
    /// <param name="NotStored">Of interactions: without consent, so that nothing holds them.</param>
    /// <param name="Errors">The first of those that failed.</param>
    /// <param name="UnlistedErrors">How many more there are.</param>
    internal sealed record ImportResponse(
        long Lines, long Accepted, long Duplicates, long NotStored, long Failed, ImportError[] Errors, long UnlistedErrors);

    /// <summary>Why a line was not done.</summary>
    /// <param name="Line">From 1.</param>
    internal readonly record struct ImportError(long Line, string Field, string Found, string Allowed);
}

namespace Manidala.Gateway.Rules
{
    /// <summary>A business rule; times are Unix milliseconds.</summary>
    /// <param name="Stored">False for one of the configuration.</param>
    internal sealed record RuleResponse(
        string Id, string Kind, IReadOnlyList<string> Items, IReadOnlyList<string> Categories, IReadOnlyList<string> Labels, IReadOnlyList<string> Surfaces,
        double? Factor, int? Position, long? From, long? Until, bool Stored);

    internal sealed record RulesResponse(RuleResponse[] Rules);
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

    internal sealed record ModelsResponse(ModelResponse[] Models, string? Cursor = null);
}

namespace Manidala.Gateway.Health
{
    /// <summary>Whether the cluster can serve, and what stands in the way.</summary>
    internal sealed record HealthResponse(
        string Status, string Service, string? Model, int? Items, string? Database, IReadOnlyList<string> Problems);

    internal sealed record LiveResponse(string Status, string Service);
}
