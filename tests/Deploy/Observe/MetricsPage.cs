using System.Text.RegularExpressions;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Observe;

/// <summary>The tables of docs/metrics.md.</summary>
internal static partial class MetricsPage
{
    public static IReadOnlyList<Row> Rows { get; } =
    [
        .. RowLine().Matches(File.ReadAllText(Path.Combine(Programs.Root, "docs", "metrics.md"))).Select(match => new Row(
            match.Groups["name"].Value,
            match.Groups["type"].Value,
            match.Groups["labels"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            match.Groups["meaning"].Value,
            match.Groups["shown"].Value)),
    ];

    [GeneratedRegex(@"^\| `(?<name>[a-z0-9_]+)` \| (?<type>\w+) \| (?<unit>[^|]+) \| (?<labels>[^|]*) \| (?<meaning>[^|]+) \| (?<shown>\w+) \|$", RegexOptions.Multiline)]
    private static partial Regex RowLine();

    internal sealed record Row(string Name, string Type, string[] Labels, string Meaning, string Shown);
}
