using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Manidala.Bench.Load;
using Manidala.Engine.Devices;
using Manidala.Engine.Retrieval;

namespace Manidala.Bench.Doctor;

/// <summary><c>doctor --gpu</c>: whether this machine's GPU can serve, and how fast. Everything else that a doctor looks at is the server's to say.</summary>
internal static class DoctorCommand
{
    private const int ItemsOnDevice = 1_000_000;
    private const int ItemsOnCpu = 50_000;
    private const int Wanted = 100;
    private const int Rows = 256;
    private const int RunsOnDevice = 200;
    private const int RunsOnCpu = 10;

    public static Command Build()
    {
        var gpu = new Option<bool>("--gpu") { Description = "Looks at the GPU: driver, libraries, retrieval on it beside an exact search, rates." };
        var device = new Option<string>("--device") { Description = "cuda; path, with --provider-library; or cpu, which runs the same graph without a GPU.", DefaultValueFactory = _ => ProviderChoice.Cuda };
        device.AcceptOnlyFromAmong(ProviderChoice.Cuda, ProviderChoice.Path, ProviderChoice.Cpu);
        var library = new Option<string?>("--provider-library") { Description = "An execution provider in a library of its own.", HelpName = "FILE" };
        var items = Whole("--items", "Items, made up.", 1_000, 50_000_000);
        var dimension = Whole("--dimension", "Numbers of an item.", 1, ItemVectors.MaxDimension, 64);
        var wanted = Whole("--wanted", "Items for each user.", 1, DeviceSearch.MaxRows, Wanted);
        var rows = Whole("--rows", "Rows that the device fetches for each: more than are wanted.", 1, DeviceSearch.MaxRows, Rows);
        var batch = new Option<int[]>("--batch") { Description = "Users of a batch; several sizes are measured one after the other.", DefaultValueFactory = _ => [256, 512, 1024], AllowMultipleArgumentsPerToken = true };
        batch.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !int.TryParse(token.Value, CultureInfo.InvariantCulture, out int size) || size is < 1 or > DeviceSearch.MaxQueries) is { } bad)
            {
                result.AddError($"--batch is \"{bad.Value}\"; allowed: a whole number from 1 to {DeviceSearch.MaxQueries}.");
            }
        });
        var runs = Whole("--runs", "Batches of each size.", 1, 100_000);
        var threads = Whole("--threads", "Of the graph on the CPU.", 1, 256, Environment.ProcessorCount);
        var seed = Whole("--seed", "Of what is made up.", 1, int.MaxValue, 1);
        var rate = new Option<double?>("--least-rate") { Description = "Users a second that must be reached, or the exit code says no." };
        var longest = new Option<double?>("--longest-ms") { Description = "Milliseconds within which p99 of a batch must stay, or the exit code says no." };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = new Command("doctor", "Says whether this machine has what a GPU needs, and measures retrieval on it. Ends with 0 only where all holds.")
        {
            gpu, device, library, items, dimension, wanted, rows, batch, runs, threads, seed, rate, longest, json,
        };
        command.Validators.Add(result =>
        {
            // By what was typed: a value that does not parse has its own error, and one that was not given has no value here yet.
            if (Given(result, gpu) is null)
            {
                result.AddError("expected --gpu; the server's own doctor looks at everything else.");
            }

            if (Given(result, device) == ProviderChoice.Path == Given(result, library) is null)
            {
                result.AddError("--provider-library names a file with --device path, and with nothing else.");
            }

            if (NumberOf(result, wanted, Wanted) is var count && NumberOf(result, rows, Rows) is var most && count > most)
            {
                result.AddError($"--wanted is {count} and --rows {most}; the device must fetch at least what is wanted.");
            }
        });
        command.SetAction(parsed =>
        {
            bool isCpu = parsed.GetRequiredValue(device) == ProviderChoice.Cpu;
            var request = new DoctorRequest(
                LoadCommand.CommandOf(parsed),
                new ProviderChoice(parsed.GetRequiredValue(device), parsed.GetValue(library)),
                parsed.GetValue(items) ?? (isCpu ? ItemsOnCpu : ItemsOnDevice),
                parsed.GetValue(dimension)!.Value,
                parsed.GetValue(wanted)!.Value,
                parsed.GetValue(rows)!.Value,
                parsed.GetRequiredValue(batch),
                parsed.GetValue(runs) ?? (isCpu ? RunsOnCpu : RunsOnDevice),
                parsed.GetValue(threads)!.Value,
                parsed.GetValue(seed)!.Value,
                parsed.GetValue(rate),
                parsed.GetValue(longest));
            return Run(request, parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(DoctorRequest request, bool asJson)
    {
        DoctorReport report = DoctorRun.Run(request, TimeProvider.System, Console.Error);
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, DoctorJson.Default.DoctorReport));
        }
        else
        {
            DoctorTable.Write(report, Console.Out);
        }

        return report.Problems.Count == 0 ? 0 : 1;
    }

    private static string? Given(CommandResult command, Option option) =>
        command.GetResult(option) is { Implicit: false } given ? given.Tokens.FirstOrDefault()?.Value ?? string.Empty : null;

    private static int NumberOf(CommandResult command, Option option, int otherwise) =>
        int.TryParse(Given(command, option), CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    private static Option<int?> Whole(string name, string description, int least, int most, int? otherwise = null)
    {
        var option = new Option<int?>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out int value) || value < least || value > most))
            {
                result.AddError($"{name} is \"{token.Value}\"; allowed: a whole number from {least} to {most}.");
            }
        });
        return option;
    }
}
