using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Manidala.Bench.Drills.Cluster;
using Manidala.Bench.Processes;
using Manidala.Bench.Serving;

namespace Manidala.Bench.Drills;

/// <summary><c>drill</c>: breaks servers under load and says what held.</summary>
internal static class DrillCommand
{
    private const int NotPossibleHere = 4;

    public static Command Build()
    {
        var options = new DrillOptions();
        return options.ToCommand().Run((parsed, scratch, cancellationToken) => RunAsync(options, parsed, scratch, cancellationToken));
    }

    private static async Task<int> RunAsync(DrillOptions options, ParseResult parsed, string scratch, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(options.Name);
        string? folder = parsed.GetValue(options.Out);
        string logs = Path.Combine(folder ?? scratch, "logs");
        Directory.CreateDirectory(logs);
        string bundle = parsed.GetValue(options.Bundle) is { } given ? Path.GetFullPath(given) : await BenchWorld.TrainAsync(scratch, cancellationToken).ConfigureAwait(false);
        var world = new DrillWorld(bundle, scratch, logs, new DrillPorts(options.FirstPort(parsed)), Console.Error);
        bool asJson = parsed.GetRequiredValue(options.Json);
        var results = new List<DrillResult>();
        bool isWhole = true;
        foreach (IDrill drill in DrillList.Find(name))
        {
            await Console.Error.WriteLineAsync($"{drill.Name}: {drill.What}").ConfigureAwait(false);
            try
            {
                DrillResult result = await drill.RunAsync(world, options.Settings(parsed), cancellationToken).ConfigureAwait(false);
                results.Add(result);
                DrillTable.Write(result, asJson ? Console.Error : Console.Out);
            }
            catch (NotPossibleHereException lacking)
            {
                isWhole = false;
                await Console.Error.WriteLineAsync($"manidala: {drill.Name} was not run: {lacking.Message}").ConfigureAwait(false);
            }
        }

        var report = new DrillReport(
            TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Machine.Describe(),
            RunFrame.LineOf(parsed),
            await SourceCommit.FindAsync(cancellationToken).ConfigureAwait(false),
            results);
        string json = JsonSerializer.Serialize(report, DrillJson.Default.DrillReport);
        if (folder is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"drill-{name}.json"), json, cancellationToken).ConfigureAwait(false);
        }

        if (asJson)
        {
            Console.WriteLine(json);
        }

        return !results.TrueForAll(result => result.Holds) ? RunFrame.Found : isWhole ? 0 : NotPossibleHere;
    }
}
