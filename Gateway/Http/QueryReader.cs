using System.Collections.Immutable;
using System.Globalization;
using Manidala.Gateway.Errors;
using Manidala.Grains.Interfaces;
using Microsoft.AspNetCore.WebUtilities;

namespace Manidala.Gateway.Http;

/// <summary>The query parameters of feeds and lists, read without a dictionary.</summary>
internal ref struct QueryReader
{
    public const int DefaultCount = 20;
    public const int MaxCursorLength = 1024;

    private ImmutableArray<string>.Builder? _exclude;
    private AttributeQuery? _attributes;

    public int? Count { get; private set; }

    public string? Category { get; private set; }

    public string? Cursor { get; private set; }

    public bool? IncludeSeen { get; private set; }

    public bool? WithItems { get; private set; }

    public bool? WithFeed { get; private set; }

    public long? Before { get; private set; }

    public string? Surface { get; private set; }

    public bool? Explain { get; private set; }

    /// <summary>Null where no label and no range was given.</summary>
    public readonly AttributeFilter? Attributes => _attributes?.ToFilter();

    public readonly ImmutableArray<string> Exclude => _exclude?.ToImmutable() ?? [];

    /// <summary>Reads what is known of the query and leaves the rest; throws <see cref="InvalidRequestException"/> for a bad value.</summary>
    public static QueryReader Read(HttpRequest request)
    {
        var query = new QueryReader();
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            query.Take(pair.DecodeName().Span, pair.DecodeValue().Span);
        }

        return query;
    }

    private void Take(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        switch (name)
        {
            case "n":
                RefuseSecond(Count is not null, "n");
                Count = ParseCount(value);
                break;
            case "category":
                RefuseSecond(Category is not null, "category");
                Category = Ids.Check(value.ToString(), "category");
                break;
            case "cursor":
                RefuseSecond(Cursor is not null, "cursor");
                Cursor = ParseCursor(value);
                break;
            case "seen":
                RefuseSecond(IncludeSeen is not null, "seen");
                IncludeSeen = ParseFlag(value, "seen");
                break;
            case "include":
                RefuseSecond(WithItems is not null, "include");
                WithItems = value is "item" ? true : throw Invalid("include", value, "item");
                break;
            case "feed":
                RefuseSecond(WithFeed is not null, "feed");
                WithFeed = ParseFlag(value, "feed");
                break;
            case "before":
                RefuseSecond(Before is not null, "before");
                Before = ParseNumber(value);
                break;
            case "exclude":
                AddExcluded(value);
                break;
            case "surface":
                RefuseSecond(Surface is not null, "surface");
                Surface = Ids.Check(value.ToString(), "surface");
                break;
            case "explain":
                RefuseSecond(Explain is not null, "explain");
                Explain = ParseFlag(value, "explain");
                break;
            case AttributeQuery.All or AttributeQuery.Any or AttributeQuery.None or AttributeQuery.Range:
                (_attributes ??= new()).Add(name, value);
                break;
        }
    }

    private void AddExcluded(ReadOnlySpan<char> value)
    {
        _exclude ??= ImmutableArray.CreateBuilder<string>();
        if (_exclude.Count == Limits.MaxExcludedItems)
        {
            throw new InvalidRequestException("exclude", $"more than {Limits.MaxExcludedItems} ids", $"at most {Limits.MaxExcludedItems} ids");
        }

        _exclude.Add(Ids.Check(value.ToString(), "exclude"));
    }

    private static int ParseCount(ReadOnlySpan<char> value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= Limits.MaxFeedItems
            ? count
            : throw Invalid("n", value, $"a whole number from 1 to {Limits.MaxFeedItems}");

    private static long ParseNumber(ReadOnlySpan<char> value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0
            ? number
            : throw Invalid("before", value, "a number of this list");

    private static string ParseCursor(ReadOnlySpan<char> value)
    {
        string cursor = value.ToString();
        return Ids.FaultOf(cursor, 1, MaxCursorLength) is { } fault
            ? throw new InvalidRequestException("cursor", fault, "the cursor of the page before")
            : cursor;
    }

    public static bool ParseFlag(ReadOnlySpan<char> value, string field) => value switch
    {
        "true" => true,
        "false" => false,
        _ => throw Invalid(field, value, "true or false"),
    };

    private static void RefuseSecond(bool isSecond, string field)
    {
        if (isSecond)
        {
            throw new InvalidRequestException(field, "given twice", "one value");
        }
    }

    private static InvalidRequestException Invalid(string field, ReadOnlySpan<char> found, string allowed) =>
        new(field, ErrorResponses.Quoted(found.ToString()), allowed);
}
