using System.Collections.Immutable;
using System.Globalization;
using Manidala.Engine.Catalog;
using Manidala.Grains.Interfaces;

namespace Manidala.Grains;

/// <summary>From a query's conditions to the engine's filter, for whoever calls a grain.</summary>
internal static class FilterMapping
{
    public static ItemFilter ToFilter(AttributeFilter attributes)
    {
        int conditions = attributes.All.Length + attributes.Any.Length + attributes.None.Length + attributes.Ranges.Length;
        if (conditions > Limits.MaxAttributeConditions)
        {
            throw new InvalidRequestException("labels", $"{conditions} labels and ranges", $"at most {Limits.MaxAttributeConditions} together");
        }

        return new ItemFilter(
            ToLabels(attributes.All, "labels"), ToLabels(attributes.Any, "anyLabels"), ToLabels(attributes.None, "noLabels"), [.. attributes.Ranges.Select(ToRange)]);
    }

    private static ImmutableArray<Label> ToLabels(ImmutableArray<string> texts, string field) => [.. texts.Select(text =>
        Label.TryParse(text, out Label label) ? label : throw new InvalidRequestException(field, $"\"{text}\"", Label.Allowed))];

    private static NumberRange ToRange(AttributeRange range) => range.Least <= range.Most
        ? new NumberRange(range.Name, range.Least, range.Most)
        : throw new InvalidRequestException(
            "range", string.Create(CultureInfo.InvariantCulture, $"{range.Name} from {range.Least} to {range.Most}"), "a first number that is not above the second");
}
