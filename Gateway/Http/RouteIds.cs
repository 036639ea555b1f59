using Microsoft.AspNetCore.Http.Features;

namespace Manidala.Gateway.Http;

/// <summary>Ids in the path.</summary>
internal static class RouteIds
{
    private const int Segment = 2;

    /// <summary>The id of <c>/v1/{kind}/{id}</c>, or at another place of the path, checked.</summary>
    /// <param name="segment">Which part of the path it is, from 0.</param>
    public static string Of(HttpContext context, string name = "id", int segment = Segment)
    {
        string value = (string)context.Request.RouteValues[name]!;

        // The server decodes every escape but the slash's, which leaves %2F and %252F looking alike; the raw target tells them apart.
        if (value.Contains("%2F", StringComparison.OrdinalIgnoreCase))
        {
            string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            value = Uri.UnescapeDataString(RawSegment(target, segment) ?? value);
        }

        return Ids.Check(value, name);
    }

    private static string? RawSegment(string target, int segment)
    {
        if (!target.StartsWith('/'))
        {
            return null;
        }

        int query = target.IndexOf('?', StringComparison.Ordinal);
        string[] segments = (query < 0 ? target : target[..query]).Split('/');
        return segments.Length > segment + 1 ? segments[segment + 1] : null;
    }
}
