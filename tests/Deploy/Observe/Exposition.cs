using System.Globalization;
using System.Text.RegularExpressions;

namespace Manidala.Deploy.Tests.Observe;

/// <summary>One answer of <c>/metrics</c>: families, and series with their values.</summary>
internal sealed partial class Exposition
{
    private static readonly string[] Suffixes = ["_bucket", "_sum", "_count"];

    private Exposition(string text, Dictionary<string, string> types, Dictionary<string, double> series) => (Text, Types, Series) = (text, types, series);

    public string Text { get; }

    /// <summary>Types by the family's name.</summary>
    public IReadOnlyDictionary<string, string> Types { get; }

    /// <summary>Values by name and labels, as they were written.</summary>
    public IReadOnlyDictionary<string, double> Series { get; }

    public static Exposition Parse(string text)
    {
        string[] lines = text.Split('\n');
        return new(
            text,
            TypeLine().Matches(text).DistinctBy(match => match.Groups["name"].Value).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["type"].Value),
            lines.Select(line => SeriesLine().Match(line)).Where(match => match.Success).ToDictionary(
                match => match.Groups["series"].Value, match => double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)));
    }

    /// <summary>The family that a series belongs to.</summary>
    public string FamilyOf(string series)
    {
        string name = series.Split('{')[0];
        string? suffix = Types.ContainsKey(name) ? null : Suffixes.FirstOrDefault(each => name.EndsWith(each, StringComparison.Ordinal));
        return suffix is null ? name : name[..^suffix.Length];
    }

    /// <summary>Names of a family's labels, without those that every series has and a histogram's bound.</summary>
    public string[] LabelsOf(string family) =>
    [
        .. Series.Keys.Where(series => FamilyOf(series) == family).SelectMany(series => Label().Matches(series)).Select(label => label.Groups["name"].Value)
            .Where(name => name is not ("le" or "otel_scope_name" or "otel_scope_version")).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>The sum of a metric's series with this label.</summary>
    public double Sum(string name, string label) =>
        Series.Where(one => one.Key.StartsWith(name + "{", StringComparison.Ordinal) && one.Key.Contains(label, StringComparison.Ordinal)).Sum(one => one.Value);

    [GeneratedRegex(@"^# TYPE (?<name>\S+) (?<type>\S+)$", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^(?<series>[a-zA-Z_:][a-zA-Z0-9_:]*(?:\{.*\})?) (?<value>[-+0-9.eE]+|NaN|[-+]Inf)(?: [0-9]+)?$")]
    private static partial Regex SeriesLine();

    [GeneratedRegex("""(?<=[{,])(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?:[^"\\]|\\.)*["]""")]
    private static partial Regex Label();
}
