using System.Globalization;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;
using Microsoft.AspNetCore.WebUtilities;

namespace Manidala.Gateway.Models;

/// <summary>The query parameters of what publishes a model.</summary>
internal static class PublishQuery
{
    public static PublishTerms Read(HttpRequest request)
    {
        var terms = new PublishTerms(Activate: false);
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            ReadOnlyMemory<char> value = pair.DecodeValue();
            terms = pair.DecodeName().Span switch
            {
                "activate" => terms with { Activate = QueryReader.ParseFlag(value.Span, "activate") },
                "force" => terms with { Force = QueryReader.ParseFlag(value.Span, "force") },
                "margin" => terms with { Margin = ParseMargin(value.Span) },
                _ => terms,
            };
        }

        return terms;
    }

    private static double ParseMargin(ReadOnlySpan<char> value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double margin) && margin is >= 0 and <= 1
            ? margin
            : throw new InvalidRequestException("margin", ErrorResponses.Quoted(value.ToString()), "a number from 0 to 1, like 0.02");
}
