using System.Text.Json;
using Manidala.Engine.Feeds;
using Manidala.Grains.Interfaces;
using Manidala.Storage;

namespace Manidala.Grains.Rules;

/// <summary>Between a rule's message, its settings and what is stored of it.</summary>
internal static class RuleMapping
{
    public static RuleOptions ToOptions(RuleRecord rule) => new()
    {
        Kind = rule.Kind,
        Items = [.. rule.Items],
        Categories = [.. rule.Categories],
        Labels = [.. rule.Labels],
        Surfaces = [.. rule.Surfaces],
        Factor = rule.Factor,
        Position = rule.Position,
        From = rule.FromMs is { } from ? DateTimeOffset.FromUnixTimeMilliseconds(from) : null,
        Until = rule.UntilMs is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null,
    };

    public static RuleRecord ToRecord(string name, RuleOptions rule, bool isStored) => new(
        name, rule.Kind.ToLowerInvariant(), [.. rule.Items], [.. rule.Categories], [.. rule.Labels], [.. rule.Surfaces],
        rule.Factor, rule.Position, rule.From?.ToUnixTimeMilliseconds(), rule.Until?.ToUnixTimeMilliseconds(), isStored);

    public static StoredRule ToStored(string name, RuleOptions rule) => new(name, JsonSerializer.Serialize(rule));

    /// <exception cref="JsonException">It was not stored by <see cref="ToStored"/>.</exception>
    public static RuleOptions ToOptions(StoredRule stored) =>
        JsonSerializer.Deserialize<RuleOptions>(stored.RuleJson) ?? throw new JsonException($"The rule '{stored.Name}' is stored as null.");
}
