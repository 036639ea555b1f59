using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;

namespace Manidala.Bench.Plan;

/// <summary><c>plan</c>: how large a cluster has to be for a workload, and what it costs.</summary>
internal static class PlanCommand
{
    private const int Failed = 1;
    private const int NothingFits = 3;
    private const double FeedsAnInteraction = 4;

    public static Command Build()
    {
        var dailyUsers = Count("--daily-users", "Users that come on a day.", 1, 1e10);
        var interactions = Count("--interactions-per-day", "Interactions of all of them.", 1, 1e13);
        var feeds = Count("--feeds-per-day", "Feeds of all of them; without it 4 an interaction.", 1, 1e14, isRequired: false);
        var items = Count("--items", "Items of the catalogue.", 1, 1e10);
        var peak = Number("--peak-factor", "The peak's rate over the day's mean.", 3, 1, 1000);
        var bound = Number("--latency-bound", "Milliseconds within which p99 of a feed has to stay at the peak.", 20, 0.1, 60_000);
        var retention = Number("--retention-days", "Days that the journal keeps an interaction.", 365, 1, 36_500);
        var spare = Number("--spare", "Share of cores and memory that is kept free at the peak.", 0.4, 0, 0.95);
        var replicas = Number("--replicas", "Smallest number of silos, of gateways and of model silos; 1 allows one process.", 2, 1, 1000, isWhole: true);
        var prices = new Option<string[]>("--prices") { Description = "A price list; again for more. Without it the two examples that come with the program (bench/Plan).", HelpName = "FILE" };
        var costs = new Option<string?>("--costs") { Description = "What operations cost. Without it the file that comes with the program (bench/Plan/costs.json).", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = new Command("plan", "Says how large a cluster has to be for a workload and what it costs, for each price list and each sensible way of running it.")
        {
            dailyUsers, interactions, feeds, items, peak, bound, retention, spare, replicas, prices, costs, json,
        };
        command.SetAction(parsed =>
        {
            double perDay = parsed.GetRequiredValue(interactions)!.Value;
            var workload = new Workload(
                parsed.GetRequiredValue(dailyUsers)!.Value,
                perDay,
                parsed.GetValue(feeds) ?? (perDay * FeedsAnInteraction),
                parsed.GetRequiredValue(items)!.Value,
                parsed.GetRequiredValue(peak),
                parsed.GetRequiredValue(bound),
                parsed.GetRequiredValue(retention),
                parsed.GetRequiredValue(spare),
                (int)parsed.GetRequiredValue(replicas));
            string asGiven = "./manidala " + string.Join(' ', parsed.Tokens.Select(token => token.Value));
            return Run(asGiven, workload, parsed.GetValue(prices) ?? [], parsed.GetValue(costs), parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(string command, Workload workload, string[] priceFiles, string? costFile, bool asJson)
    {
        PlanReport report;
        try
        {
            // All files are read before anything is printed.
            PriceList[] lists = priceFiles.Length > 0
                ? [.. priceFiles.Select(file => PriceListFile.Read(file, ReadText("--prices", file)))]
                : [.. ShippedFiles.Prices.Select(name => PriceListFile.Read(name, ShippedFiles.Read(name)))];
            OperationCosts costs = costFile is null
                ? OperationCostsFile.Read(ShippedFiles.Costs, ShippedFiles.Read(ShippedFiles.Costs))
                : OperationCostsFile.Read(costFile, ReadText("--costs", costFile));
            report = PlanReport.Of(command, workload, lists, costs);
        }
        catch (InvalidDataException failure)
        {
            Console.Error.WriteLine($"manidala: {failure.Message}");
            return Failed;
        }

        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, PlanJson.Default.PlanReport));
        }
        else
        {
            PlanTable.Write(report, Console.Out);
        }

        return report.Lists.Any(list => list.Deployments.Count > 0) ? 0 : NothingFits;
    }

    private static Option<double?> Count(string name, string description, double least, double most, bool isRequired = true) => new(name)
    {
        Description = description,
        HelpName = "COUNT",
        Required = isRequired,
        CustomParser = result => CountText.TryParse(TextOf(result), out double count) && count >= least && count <= most
            ? count
            : Refuse(result, name, string.Create(CultureInfo.InvariantCulture, $"{CountText.Forms}, from {least:N0} to {most:N0}")),
    };

    private static Option<double> Number(string name, string description, double fallback, double least, double most, bool isWhole = false) => new(name)
    {
        Description = description,
        HelpName = "NUMBER",
        DefaultValueFactory = _ => fallback,
        CustomParser = result => double.TryParse(TextOf(result), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            && value >= least && value <= most && (!isWhole || value == Math.Truncate(value))
            ? value
            : Refuse(result, name, string.Create(CultureInfo.InvariantCulture, $"{(isWhole ? "a whole number" : "a number")} from {least} to {most}")),
    };

    private static string ReadText(string option, string file)
    {
        if (!File.Exists(file))
        {
            throw new InvalidDataException($"{option} is \"{file}\", which is not there; expected a JSON file.");
        }

        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{option} is \"{file}\", which cannot be read: {failure.Message}", failure);
        }
    }

    private static double Refuse(ArgumentResult result, string name, string allowed)
    {
        result.AddError($"{name} is \"{TextOf(result)}\"; allowed: {allowed}.");
        return 0;
    }

    private static string TextOf(ArgumentResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
}
