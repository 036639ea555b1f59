using System.Collections.Frozen;
using System.Text.Json;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Users;

/// <summary>Reads interactions out of a body, all or none. Thread-safe.</summary>
internal sealed class InteractionParser(IOptions<GatewayOptions> options, TimeProvider time)
{
    private const long DayMs = 24 * 60 * 60 * 1000;
    private const string AllowedShape = "an interaction, or an array of 1 to 1000 of them";
    private const string AllowedProperties = "userId, itemId, type, timestamp, id, value, consent";
    private const string AllowedTime =
        "an ISO 8601 time or whole Unix milliseconds, from 1970-01-01 to 24 hours from now";

    private readonly FrozenSet<string> _types = InteractionTypeNames.Accepted(options.Value).ToFrozenSet(StringComparer.Ordinal);
    private readonly string _allowedTypes = string.Join(", ", options.Value.InteractionTypes.Order(StringComparer.Ordinal))
        + $", {InteractionTypeNames.Seen}, and {InteractionTypeNames.UndoPrefix} before any of them";

    /// <summary>The interactions in the order of the body.</summary>
    /// <param name="key">What the request is named by; interactions without an id get one that follows from it and their place.</param>
    public UserInteraction[] Parse(JsonElement body, string? key)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var root = new JsonField(body, "");
        if (body.ValueKind != JsonValueKind.Array)
        {
            return [ParseOne(root, nowMs, key, 0)];
        }

        var interactions = new UserInteraction[body.GetArrayLength()];
        int count = 0;
        foreach (var element in root.Elements(1, Limits.MaxInteractionsPerCall, AllowedShape))
        {
            interactions[count] = ParseOne(root.Element(element, count), nowMs, key, count);
            count++;
        }

        return interactions;
    }

    /// <summary>The interaction of a line.</summary>
    public UserInteraction ParseLine(JsonElement line, string? key, long number) =>
        ParseOne(new(line, ""), time.GetUtcNow().ToUnixTimeMilliseconds(), key, number);

    private UserInteraction ParseOne(JsonField field, long nowMs, string? key, long place)
    {
        string? userId = null, itemId = null, type = null, id = null;
        long timestamp = nowMs;
        double value = 1;
        bool hasConsent = true;
        foreach (var property in field.Properties(AllowedShape))
        {
            var member = field.Member(property, out string name);
            switch (name)
            {
                case "userId": userId = member.Id(); break;
                case "itemId": itemId = member.Id(); break;
                case "type": type = ParseType(member); break;
                case "id": id = member.Id(); break;
                case "timestamp": timestamp = member.Timestamp(0, nowMs + DayMs, AllowedTime); break;
                case "value": value = member.FiniteNumber(); break;
                case "consent": hasConsent = member.Flag(); break;
                default: throw new InvalidRequestException(member.Path, "an unknown property", AllowedProperties);
            }
        }

        userId = userId ?? throw field.Missing("userId", Ids.Allowed);
        itemId = itemId ?? throw field.Missing("itemId", Ids.Allowed);
        type = type ?? throw field.Missing("type", _allowedTypes);
        if (!hasConsent && type.StartsWith(InteractionTypeNames.UndoPrefix, StringComparison.Ordinal))
        {
            throw new InvalidRequestException(
                field.Path.Length == 0 ? "consent" : $"{field.Path}.consent", $"false for {type}", "true for what takes something back: only what is stored can be");
        }

        id ??= key is null ? InteractionIds.Derive(userId, itemId, type, timestamp) : InteractionIds.Derive(userId, itemId, type, key, place);
        return new(userId, new(id, itemId, type, timestamp, value), hasConsent);
    }

    private string ParseType(JsonField field)
    {
        string type = field.Text(1, Limits.MaxIdLength, _allowedTypes);
        return _types.Contains(type) ? type : throw field.Invalid(_allowedTypes);
    }
}
