using System.CommandLine;
using System.Text.Json;
using Manidala.Bench.Processes;

namespace Manidala.Bench.Quality;

/// <summary><c>quality</c>: trains and evaluates with several seeds, in a published protocol.</summary>
internal static class QualityCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Build()
    {
        var manidala = new Option<string>("--manidala") { Description = "The command line under test.", DefaultValueFactory = _ => "./manidala" };
        var dataset = new Option<string>("--dataset") { Description = "The data's name, for the result.", Required = true };
        var train = new Option<string>("--train") { Description = "Sequences to train on, and to test on where --test is not given.", Required = true };
        var test = new Option<string?>("--test") { Description = "Sessions to test on." };
        var last = new Option<int?>("--last") { Description = "The model is given so many of the newest items." };
        var seeds = new Option<int>("--seeds") { Description = "Trainings, with seeds from 1.", DefaultValueFactory = _ => 3 };
        var options = new Argument<string[]>("options") { Description = "More options for train, behind --." };
        var command = new Command("quality", "Trains on a bare file and evaluates, once a seed; writes one JSON object.") { manidala, dataset, train, test, last, seeds, options };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string scratch = Directory.CreateTempSubdirectory("manidala-quality-").FullName;
            try
            {
                var request = new QualityRequest(
                    parsed.GetRequiredValue(dataset),
                    Path.GetFullPath(parsed.GetRequiredValue(train)),
                    parsed.GetValue(test) is { } file ? Path.GetFullPath(file) : null,
                    parsed.GetValue(last),
                    parsed.GetRequiredValue(seeds),
                    parsed.GetValue(options) ?? []);
                var run = new QualityRun(new ManidalaCommandLine(parsed.GetRequiredValue(manidala)), scratch, Console.Error);
                Console.WriteLine((await run.RunAsync(request, cancellationToken)).ToJsonString(Indented));
            }
            finally
            {
                Directory.Delete(scratch, recursive: true);
            }
        });
        return command;
    }
}
