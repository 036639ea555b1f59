using System.Collections.Immutable;
using System.Globalization;
using Manidala.Gateway.Errors;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Http;

/// <summary>The query parameters that ask for what items' attributes say; each may be repeated.</summary>
internal sealed class AttributeQuery
{
    public const string All = "labels";
    public const string Any = "anyLabels";
    public const string None = "noLabels";
    public const string Range = "range";

    private const string AllowedLabel = "name:value, like brand:acme";
    private const string AllowedRange = "name:least..most, like price:10..20; one of the two may be missing";

    private readonly ImmutableArray<string>.Builder _all = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<string>.Builder _any = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<string>.Builder _none = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<AttributeRange>.Builder _ranges = ImmutableArray.CreateBuilder<AttributeRange>();

    public void Add(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (_all.Count + _any.Count + _none.Count + _ranges.Count == Limits.MaxAttributeConditions)
        {
            throw new InvalidRequestException(
                name.ToString(), $"more than {Limits.MaxAttributeConditions} labels and ranges", $"at most {Limits.MaxAttributeConditions} together");
        }

        switch (name)
        {
            case All:
                _all.Add(Label(value, All));
                break;
            case Any:
                _any.Add(Label(value, Any));
                break;
            case None:
                _none.Add(Label(value, None));
                break;
            default:
                _ranges.Add(ParseRange(value));
                break;
        }
    }

    public AttributeFilter ToFilter() => new(_all.ToImmutable(), _any.ToImmutable(), _none.ToImmutable(), _ranges.ToImmutable());

    private static string Label(ReadOnlySpan<char> value, string field)
    {
        string text = Ids.Check(value.ToString(), field);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < text.Length - 1 ? text : throw new InvalidRequestException(field, ErrorResponses.Quoted(text), AllowedLabel);
    }

    private static AttributeRange ParseRange(ReadOnlySpan<char> value)
    {
        string text = Ids.Check(value.ToString(), Range);
        int colon = text.LastIndexOf(':');
        int dots = text.IndexOf("..", colon + 1, StringComparison.Ordinal);
        if (colon > 0 && dots >= 0
            && TryParse(text.AsSpan(colon + 1, dots - colon - 1), double.NegativeInfinity, out double least)
            && TryParse(text.AsSpan(dots + 2), double.PositiveInfinity, out double most)
            && least <= most)
        {
            return new AttributeRange(text[..colon], least, most);
        }

        throw new InvalidRequestException(Range, ErrorResponses.Quoted(text), AllowedRange);
    }

    private static bool TryParse(ReadOnlySpan<char> text, double missing, out double number)
    {
        number = missing;
        return text.IsEmpty || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number));
    }
}
