using System.CommandLine;
using System.Globalization;
using Manidala.Bench.Dashboards.Pictures;

namespace Manidala.Bench.Dashboards;

/// <summary><c>dashboards</c>: writes them as Grafana reads them, or draws them from what a Prometheus holds.</summary>
internal static class DashboardsCommand
{
    private const int LongestMinutes = 7 * 24 * 60;

    public static Command Build()
    {
        var prometheus = new Option<Uri?>("--prometheus")
        {
            Description = "Draws each dashboard from what this Prometheus holds.",
            HelpName = "URL",
            CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
                ? url
                : Refuse(result, $"--prometheus is \"{result.Tokens[0].Value}\"; allowed: an http or https address."),
        };
        var folder = new Option<DirectoryInfo>("--out") { Description = "Where pictures, or else JSON files, go.", HelpName = "DIR", Required = true };
        var minutes = new Option<int>("--minutes") { Description = "How much of the past a picture shows.", DefaultValueFactory = _ => 60 };
        minutes.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !int.TryParse(token.Value, CultureInfo.InvariantCulture, out int given) || given is < 1 or > LongestMinutes) is { } bad)
            {
                result.AddError($"--minutes is \"{bad.Value}\"; allowed: a whole number from 1 to {LongestMinutes}.");
            }
        });
        var command = new Command("dashboards", "Writes the dashboards as Grafana reads them; with --prometheus, draws each as a picture from what a Prometheus holds.")
        {
            prometheus, folder, minutes,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string to = parsed.GetRequiredValue(folder).FullName;
            Directory.CreateDirectory(to);
            if (parsed.GetValue(prometheus) is not { } url)
            {
                await WriteAsync(to, cancellationToken);
                return 0;
            }

            return await DrawAsync(url, to, TimeSpan.FromMinutes(parsed.GetValue(minutes)), cancellationToken);
        });
        return command;
    }

    private static Uri? Refuse(System.CommandLine.Parsing.ArgumentResult result, string error)
    {
        result.AddError(error);
        return null;
    }

    private static async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (Dashboard dashboard in DashboardList.All)
        {
            string path = Path.Combine(folder, dashboard.Name + ".json");
            await File.WriteAllTextAsync(path, GrafanaJson.Write(dashboard), cancellationToken);
            Console.WriteLine(path);
        }
    }

    private static async Task<int> DrawAsync(Uri url, string folder, TimeSpan span, CancellationToken cancellationToken)
    {
        using var prometheus = new PrometheusClient(url);
        try
        {
            foreach (Dashboard dashboard in DashboardList.All)
            {
                string path = Path.Combine(folder, dashboard.Name + ".png");
                await DashboardPicture.SaveAsync(path, dashboard, prometheus, span, TimeProvider.System, cancellationToken);
                Console.WriteLine(path);
            }

            return 0;
        }
        catch (HttpRequestException failure)
        {
            await Console.Error.WriteLineAsync($"manidala: {url} does not answer as a Prometheus does: {failure.Message}");
            return 1;
        }
    }
}
