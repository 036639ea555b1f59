using System.Globalization;
using System.Text.Json;

namespace Manidala.Bench.Dashboards.Pictures;

/// <summary>Asks a Prometheus for series over time.</summary>
internal sealed class PrometheusClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address };

    public async Task<IReadOnlyList<Line>> QueryAsync(
        string expression, string legend, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(
        [
            new("query", expression),
            new("start", Text(from)),
            new("end", Text(to)),
            new("step", step.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
        ]);
        using HttpResponseMessage response = await _http.PostAsync("api/v1/query_range", form, cancellationToken);
        string body = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{(int)response.StatusCode} to {expression}: {body}");
        }

        using JsonDocument answer = JsonDocument.Parse(body);
        return [.. answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(series => Read(series, legend))];
    }

    public void Dispose() => _http.Dispose();

    private static Line Read(JsonElement series, string legend)
    {
        string name = legend;
        foreach (JsonProperty label in series.GetProperty("metric").EnumerateObject())
        {
            name = name.Replace("{{" + label.Name + "}}", label.Value.GetString(), StringComparison.Ordinal);
        }

        (DateTime At, double Value)[] points =
        [
            .. series.GetProperty("values").EnumerateArray().Select(point => (
                DateTimeOffset.FromUnixTimeMilliseconds((long)(point[0].GetDouble() * 1000)).UtcDateTime,
                double.Parse(point[1].GetString()!, CultureInfo.InvariantCulture))),
        ];
        return new Line(name, [.. points.Where(point => double.IsFinite(point.Value))]);
    }

    private static string Text(DateTimeOffset moment) => (moment.ToUnixTimeMilliseconds() / 1000.0).ToString(CultureInfo.InvariantCulture);

    internal sealed record Line(string Name, IReadOnlyList<(DateTime At, double Value)> Points);
}
