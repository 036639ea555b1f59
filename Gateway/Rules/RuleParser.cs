using System.Collections.Immutable;
using System.Text.Json;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Rules;

/// <summary>Reads a rule out of a body; what it may say beyond its shape, the cluster knows.</summary>
internal static class RuleParser
{
    private const string AllowedProperties = "kind, items, categories, labels, surfaces, factor, position, from, until";
    private const string AllowedShape = "a rule: an object";
    private const string AllowedTime = "an ISO 8601 time or whole Unix milliseconds, from the year 1 to the year 9999";
    private const string AllowedPosition = "a whole number";

    private static readonly string AllowedTexts = $"an array of at most {Limits.MaxRuleEntries} texts";
    private static readonly long MinMs = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long MaxMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static RuleRecord Parse(JsonElement body, string name)
    {
        var field = new JsonField(body, "");
        var rule = new RuleRecord(name, "", [], [], [], [], null, null, null, null, IsStored: true);
        foreach (var property in field.Properties(AllowedShape))
        {
            var member = field.Member(property, out string part);
            rule = part switch
            {
                "kind" => rule with { Kind = member.Id() },
                "items" => rule with { Items = Texts(member) },
                "categories" => rule with { Categories = Texts(member) },
                "labels" => rule with { Labels = Texts(member) },
                "surfaces" => rule with { Surfaces = Texts(member) },
                "factor" => rule with { Factor = IsNull(member) ? null : member.FiniteNumber() },
                "position" => rule with { Position = IsNull(member) ? null : Whole(member) },
                "from" => rule with { FromMs = Time(member) },
                "until" => rule with { UntilMs = Time(member) },
                _ => throw new InvalidRequestException(member.Path, "an unknown property", AllowedProperties),
            };
        }

        return rule;
    }

    private static ImmutableArray<string> Texts(JsonField field)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var element in field.Elements(0, Limits.MaxRuleEntries, AllowedTexts))
        {
            texts.Add(field.Element(element, texts.Count).Id());
        }

        return texts.DrainToImmutable();
    }

    private static int Whole(JsonField field) =>
        field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetInt32(out int number) ? number : throw field.Invalid(AllowedPosition);

    private static long? Time(JsonField field) => IsNull(field) ? null : field.Timestamp(MinMs, MaxMs, AllowedTime);

    private static bool IsNull(JsonField field) => field.Value.ValueKind == JsonValueKind.Null;
}
