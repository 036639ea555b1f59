using System.Globalization;
using System.Text.RegularExpressions;
using Manidala.Gateway.Errors;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Gorse;

/// <summary>Durations as Go writes them: <c>10m</c>, <c>1h30m</c>, <c>1.5s</c>.</summary>
internal static partial class GorseDurations
{
    private const string Allowed = "a duration from 0s to 8760h, such as 10m, 1h30m or 1.5s";
    private const int MaxLength = 64;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(8760);

    public static TimeSpan Parse(string text, string field)
    {
        if (text.Length == 0 || text == "0")
        {
            return TimeSpan.Zero;
        }

        Match match = text.Length <= MaxLength ? Shape().Match(text) : Match.Empty;
        double milliseconds = match.Success ? Sum(match) : double.NaN;
        return milliseconds <= Longest.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new InvalidRequestException(field, ErrorResponses.Quoted(text), Allowed);
    }

    private static double Sum(Match match)
    {
        double milliseconds = 0;
        for (int part = 0; part < match.Groups["number"].Captures.Count; part++)
        {
            double number = double.Parse(match.Groups["number"].Captures[part].Value, CultureInfo.InvariantCulture);
            milliseconds += number * match.Groups["unit"].Captures[part].Value switch
            {
                "h" => 3_600_000,
                "m" => 60_000,
                "s" => 1000,
                "ms" => 1,
                "ns" => 1e-6,
                _ => 1e-3,
            };
        }

        return milliseconds;
    }

    [GeneratedRegex(@"\A\+?((?<number>[0-9]+(\.[0-9]+)?|\.[0-9]+)(?<unit>ns|us|µs|ms|s|m|h))+\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
