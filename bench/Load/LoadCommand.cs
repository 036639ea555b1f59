using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;

namespace Manidala.Bench.Load;

/// <summary><c>load</c>: sends a mix of operations at a constant rate, checks every answer, and says how long they took.</summary>
internal static class LoadCommand
{
    private const int Failed = 1;
    private const int BrokenPromise = 3;

    public static Command Build()
    {
        var url = new Option<string>("--url") { Description = "The server's address.", DefaultValueFactory = _ => "http://localhost:8080" };
        var rate = Number(new Option<double>("--rate") { Description = "Operations a second, evenly, however long the answers take.", DefaultValueFactory = _ => 1000 }, 0.1, 1e6);
        var duration = Number(new Option<double>("--duration") { Description = "Seconds that count.", DefaultValueFactory = _ => 30 }, 0.1, 86_400);
        var warmUp = Number(new Option<double>("--warm-up") { Description = "Seconds before that.", DefaultValueFactory = _ => 5 }, 0, 3_600);
        var users = Whole(new Option<int>("--users") { Description = "Users; which of them acts follows a Zipf law.", DefaultValueFactory = _ => 10_000 }, 1, 100_000_000);
        var mix = new Option<string>("--mix") { Description = "feed, interaction, batch, click (an interaction and the feed that reflects it) and floor, each with its share.", DefaultValueFactory = _ => "feed=4,interaction=1" };
        var count = Whole(new Option<int>("-n") { Description = "Items of a feed.", DefaultValueFactory = _ => 20 }, 1, 100);
        var batch = Whole(new Option<int>("--batch-size") { Description = "Interactions of a batch.", DefaultValueFactory = _ => 100 }, 1, 1_000);
        var connections = Whole(new Option<int>("--connections") { Description = "Connections at most.", DefaultValueFactory = _ => 64 }, 1, 10_000);
        var timeout = Number(new Option<double>("--timeout") { Description = "Seconds after which an operation has failed.", DefaultValueFactory = _ => 10 }, 0.01, 3_600);
        var seed = Whole(new Option<int>("--seed") { Description = "Equal seeds send the same.", DefaultValueFactory = _ => 1 }, 0, int.MaxValue);
        var floor = new Option<bool>("--floor") { Description = "Runs calls that do nothing at the same rate, before; the server needs Gateway__FloorEndpoint=true." };
        var ramp = new Option<bool>("--ramp") { Description = "Looks for the highest rate, from --rate on, at which every kind's p99 stays within --bound." };
        var bound = Number(new Option<double>("--bound") { Description = "Milliseconds, of --ramp.", DefaultValueFactory = _ => 20 }, 0.1, 60_000);
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var plot = new Option<string?>("--plot") { Description = "Draws latency against percentile.", HelpName = "FILE.png" };
        var apiKey = new Option<string?>("--api-key") { Description = "The server's API key; by default API_KEY of the environment.", HelpName = "KEY" };
        url.Validators.Add(CheckUrl);
        mix.Validators.Add(CheckMix);
        var command = new Command("load", "Sends a mix of operations at a constant rate (open loop), checks every answer, and says how long each took from when it was due.")
        {
            url, rate, duration, warmUp, users, mix, count, batch, connections, timeout, seed, floor, ramp, bound, json, plot, apiKey,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new LoadRequest(
                new Uri(parsed.GetRequiredValue(url).TrimEnd('/') + "/"),
                parsed.GetRequiredValue(rate),
                TimeSpan.FromSeconds(parsed.GetRequiredValue(duration)),
                TimeSpan.FromSeconds(parsed.GetRequiredValue(warmUp)),
                parsed.GetRequiredValue(users),
                parsed.GetRequiredValue(count),
                parsed.GetRequiredValue(batch),
                TimeSpan.FromSeconds(parsed.GetRequiredValue(timeout)),
                parsed.GetRequiredValue(connections),
                parsed.GetRequiredValue(seed))
            {
                ApiKey = parsed.GetValue(apiKey) ?? Environment.GetEnvironmentVariable("API_KEY"),
                WithFloor = parsed.GetRequiredValue(floor),
                Bound = parsed.GetRequiredValue(ramp) ? TimeSpan.FromMilliseconds(parsed.GetRequiredValue(bound)) : null,
            };
            return await RunAsync(request, LoadMix.Parse(parsed.GetRequiredValue(mix)), parsed, parsed.GetRequiredValue(json), parsed.GetValue(plot), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(LoadRequest request, LoadMix mix, ParseResult parsed, bool asJson, string? plot, CancellationToken cancellationToken)
    {
        try
        {
            using var session = new LoadSession(request, mix, Console.Error);
            LoadReport report = await session.RunAsync(CommandOf(parsed), cancellationToken).ConfigureAwait(false);
            if (plot is not null)
            {
                LoadPlot.Save(plot, session.Latencies, string.Create(CultureInfo.InvariantCulture, $"{report.Load.Asked:N0} operations a second, {report.Model ?? "no model"}"));
            }

            if (asJson)
            {
                Console.WriteLine(JsonSerializer.Serialize(report, LoadJson.Default.LoadReport));
            }
            else
            {
                LoadTable.Write(report, Console.Out);
            }

            return report.Load.Faults.Count == 0 ? 0 : BrokenPromise;
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or IOException or InvalidDataException or TimeoutException)
        {
            await Console.Error.WriteLineAsync($"manidala: {request.Url} cannot be loaded: {failure.Message}").ConfigureAwait(false);
            return Failed;
        }
    }

    /// <summary>As it was given, without a key.</summary>
    internal static string CommandOf(ParseResult parsed)
    {
        string[] words = [.. parsed.Tokens.Select(token => token.Value)];
        int key = Array.IndexOf(words, "--api-key");
        return "./manidala " + string.Join(' ', words.Select((word, place) => key >= 0 && place == key + 1 ? "KEY" : word));
    }

    private static void CheckUrl(OptionResult result)
    {
        string given = result.GetValueOrDefault<string>();
        bool isHttp = Uri.TryCreate(given, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https";
        if (!isHttp)
        {
            result.AddError($"--url is {given}; expected an address like http://localhost:8080.");
        }
    }

    private static void CheckMix(OptionResult result)
    {
        try
        {
            _ = LoadMix.Parse(result.GetValueOrDefault<string>());
        }
        catch (FormatException problem)
        {
            result.AddError(problem.Message);
        }
    }

    private static Option<double> Number(Option<double> option, double least, double most)
    {
        option.Validators.Add(result => Check(result, double.TryParse(TextOf(result), CultureInfo.InvariantCulture, out double value) ? value : null, least, most));
        return option;
    }

    private static Option<int> Whole(Option<int> option, int least, int most)
    {
        option.Validators.Add(result => Check(result, int.TryParse(TextOf(result), CultureInfo.InvariantCulture, out int value) ? value : null, least, most));
        return option;
    }

    private static string TextOf(OptionResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";

    // Text that is no number is reported by the parser itself.
    private static void Check(OptionResult result, double? value, double least, double most)
    {
        if (value is { } given && !(given >= least && given <= most))
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{result.Option.Name} is {TextOf(result)}; allowed: {least} to {most}."));
        }
    }
}
