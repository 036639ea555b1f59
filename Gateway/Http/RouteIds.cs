using Microsoft.AspNetCore.Http.Features;

namespace Manidala.Gateway.Http;

/// <summary>Ids in the path.</summary>
internal static class RouteIds
{
    private const int Segment = 2;

    /// <summary>The id of <c>/v1/{kind}/{id}</c>, checked.</summary>
    public static string Of(HttpContext context, string name = "id")
    {
        string value = (string)context.Request.RouteValues[name]!;

        // The server decodes every escape but the slash's, which leaves %2F and %252F looking alike; the raw target tells them apart.
        if (value.Contains("%2F", StringComparison.OrdinalIgnoreCase))
        {
            string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            value = Uri.UnescapeDataString(RawSegment(target) ?? value);
        }

        return Ids.Check(value, name);
    }

    private static string? RawSegment(string target)
    {
        if (!target.StartsWith('/'))
        {
            return null;
        }

        int query = target.IndexOf('?', StringComparison.Ordinal);
        string[] segments = (query < 0 ? target : target[..query]).Split('/');
        return segments.Length > Segment + 1 ? segments[Segment + 1] : null;
    }
}
