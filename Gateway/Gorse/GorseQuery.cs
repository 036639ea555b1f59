using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Manidala.Gateway.Gorse;

/// <summary>The query parameters of Gorse's addresses; its readers throw <see cref="InvalidRequestException"/> naming the parameter.</summary>
internal static class GorseQuery
{
    private const char CursorSeparator = '\n';
    private const int MaxCursorLength = 2048;
    private const string AllowedCursor = "the Cursor of the page before";

    /// <summary>How many entries are wanted, and how many before them are not.</summary>
    public static (int Count, int Offset) Window(HttpRequest request)
    {
        int count = Number(request, "n", GorseOptions.DefaultCount, 1, Limits.MaxFeedItems);
        return (count, Number(request, "offset", 0, 0, Limits.MaxFeedItems - count));
    }

    public static int PageLength(HttpRequest request) => Number(request, "n", GorseOptions.DefaultCount, 1, Limits.MaxPageLength);

    /// <summary>The path's category, or else those of the query; items are to be of all of them.</summary>
    public static (string? First, ImmutableArray<string>? Others) Categories(HttpContext context)
    {
        if (context.Request.RouteValues.ContainsKey("category"))
        {
            return (RouteIds.Of(context, "category", CategorySegment(context)), null);
        }

        ImmutableArray<string> categories = [.. context.Request.Query["category"].OfType<string>().Where(category => category.Length > 0).Distinct(StringComparer.Ordinal)];
        foreach (string category in categories)
        {
            Ids.Check(category, "category");
        }

        return categories.Length switch
        {
            0 => (null, null),
            1 => (categories[0], null),
            <= Items.ItemParser.MaxCategories => (categories[0], categories[1..]),
            _ => throw new InvalidRequestException("category", $"given {categories.Length} times", $"at most {Items.ItemParser.MaxCategories} categories"),
        };
    }

    /// <summary>A parameter that is an id; null where it is missing or empty.</summary>
    public static string? Id(HttpRequest request, string name) => Single(request, name) is { Length: > 0 } id ? Ids.Check(id, name) : null;

    public static string Text(HttpRequest request, string name) => Single(request, name) ?? "";

    /// <summary>Where a page begins, in as many parts; null for the beginning.</summary>
    public static string[]? Cursor(HttpRequest request, int parts)
    {
        if (Single(request, "cursor") is not { Length: > 0 } cursor)
        {
            return null;
        }

        string[] place = cursor.Length <= MaxCursorLength && Decoded(cursor) is { } text ? text.Split(CursorSeparator) : [];
        return place.Length == parts && Array.TrueForAll(place, id => Ids.FaultOf(id, 1, Limits.MaxIdLength) is null)
            ? place
            : throw new InvalidRequestException("cursor", ErrorResponses.Quoted(cursor), AllowedCursor);
    }

    public static string CursorOf(params ReadOnlySpan<string> place) =>
        WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(string.Join(CursorSeparator, place!)));

    private static string? Decoded(string cursor)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(WebEncoders.Base64UrlDecode(cursor));
        }
        catch (Exception notOurs) when (notOurs is FormatException or ArgumentException)
        {
            return null;
        }
    }

    // The last of the path, which may end with a slash.
    private static int CategorySegment(HttpContext context) => context.Request.Path.Value!.TrimEnd('/').Split('/').Length - 2;

    private static int Number(HttpRequest request, string name, int usual, int least, int most)
    {
        if (Single(request, name) is not { Length: > 0 } text)
        {
            return usual;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new InvalidRequestException(name, ErrorResponses.Quoted(text), $"a whole number from {least} to {most}");
    }

    private static string? Single(HttpRequest request, string name)
    {
        StringValues values = request.Query[name];
        return values.Count <= 1 ? values.ToString() : throw new InvalidRequestException(name, "given twice", "one value");
    }
}
