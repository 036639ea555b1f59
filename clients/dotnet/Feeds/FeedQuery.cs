using System.Globalization;
using System.Text;

namespace Manidala.Client;

/// <summary>What is asked of a feed or a list.</summary>
public sealed record FeedQuery
{
    /// <summary>How many items, 1 to 500; 20 where it is left out.</summary>
    public int? Count { get; init; }

    public string? Category { get; init; }

    /// <summary>Ids that must not come; of feeds only.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>The cursor of the page before.</summary>
    public string? Cursor { get; init; }

    /// <summary>Whether items that the user interacted with may come back; of feeds only.</summary>
    public bool IncludeSeen { get; init; }

    /// <summary>Whether entries carry their items.</summary>
    public bool WithItems { get; init; }

    /// <summary>As the query of an address; empty where nothing is asked for.</summary>
    internal string ToQueryString()
    {
        var query = new StringBuilder();
        Add(query, "n", Count?.ToString(CultureInfo.InvariantCulture));
        Add(query, "category", Category);
        foreach (string id in Exclude)
        {
            Add(query, "exclude", id);
        }

        Add(query, "cursor", Cursor);
        Add(query, "seen", IncludeSeen ? "true" : null);
        Add(query, "include", WithItems ? "item" : null);
        return query.ToString();
    }

    private static void Add(StringBuilder query, string name, string? value)
    {
        if (value is not null)
        {
            query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }
}
