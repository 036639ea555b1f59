using System.Text.Json.Serialization;

namespace Manidala.Bench;

internal sealed record Like(string UserId, string ItemId, string Type);

/// <param name="StaleFeeds">Feeds that did not reflect the click acknowledged before them; must be 0.</param>
internal sealed record ClickReport(
    int Users,
    int Rounds,
    int Connections,
    double Seconds,
    double ClicksPerSecond,
    Percentiles AcknowledgedMs,
    Percentiles ClickToFeedMs,
    int StaleFeeds);

/// <summary>Nearest-rank percentiles.</summary>
internal sealed record Percentiles(double P50, double P90, double P99, double Max)
{
    public static Percentiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Percentiles(At(sorted, .5), At(sorted, .9), At(sorted, .99), sorted[^1]);
    }

    private static double At(double[] sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Like))]
[JsonSerializable(typeof(ClickReport))]
internal sealed partial class BenchJson : JsonSerializerContext;
