using Manidala.Gateway.Errors;
using Manidala.Grains.Interfaces;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Manidala.Gateway.Items;

/// <summary>What a request wants an item to be: its headers <c>If-Match</c> and <c>If-None-Match</c> (RFC 9110).</summary>
internal sealed class ItemConditions
{
    private const string Allowed = "entity tags in double quotes, between commas, or *";

    private readonly IList<EntityTagHeaderValue>? _match;
    private readonly IList<EntityTagHeaderValue>? _noneMatch;

    private ItemConditions(HttpRequest request) =>
        (_match, _noneMatch) = (Tags(request.Headers.IfMatch, HeaderNames.IfMatch), Tags(request.Headers.IfNoneMatch, HeaderNames.IfNoneMatch));

    /// <summary>The request's conditions; null where it has none.</summary>
    public static ItemConditions? Of(HttpRequest request)
    {
        var conditions = new ItemConditions(request);
        return conditions._match is null && conditions._noneMatch is null ? null : conditions;
    }

    /// <summary>The header that does not hold; null where all do.</summary>
    /// <param name="current">The tag of the item as it is; null where there is none.</param>
    public string? FailedBy(EntityTagHeaderValue? current)
    {
        if (_match is not null && !IsAmong(_match, current, useStrongComparison: true))
        {
            return HeaderNames.IfMatch;
        }

        return _noneMatch is not null && IsAmong(_noneMatch, current, useStrongComparison: false) ? HeaderNames.IfNoneMatch : null;
    }

    private static bool IsAmong(IList<EntityTagHeaderValue> tags, EntityTagHeaderValue? current, bool useStrongComparison) =>
        current is not null && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison));

    private static IList<EntityTagHeaderValue>? Tags(StringValues header, string name)
    {
        if (header.Count == 0)
        {
            return null;
        }

        return EntityTagHeaderValue.TryParseStrictList([.. header.OfType<string>()], out IList<EntityTagHeaderValue>? tags)
            ? tags
            : throw new InvalidRequestException(name, ErrorResponses.Quoted(header.ToString()), Allowed);
    }
}
