using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Users;

/// <summary>From a feed's address to what the grain is asked.</summary>
internal static class FeedRequests
{
    private static readonly FeedQuery Plain = new(QueryReader.DefaultCount, null, [], null, IncludeSeen: false, WithItems: false);

    public static FeedQuery Query(HttpRequest request)
    {
        if (!request.QueryString.HasValue)
        {
            return Plain;
        }

        return Query(QueryReader.Read(request));
    }

    public static FeedQuery Query(in QueryReader query) => new(
        query.Count ?? QueryReader.DefaultCount,
        query.Category,
        query.Exclude,
        query.Cursor,
        query.IncludeSeen ?? false,
        query.WithItems ?? false,
        AlsoIn: null,
        query.Surface,
        query.Explain ?? false,
        query.Attributes);
}
