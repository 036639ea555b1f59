using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Manidala.Bench.Processes;
using Manidala.Bench.Serving.Rows;

namespace Manidala.Bench.Serving;

/// <summary><c>bench</c>: measures serving and retrieval on this machine, and writes what it found.</summary>
internal static class BenchCommand
{
    public static Command Build()
    {
        var options = new BenchOptions();
        return options.ToCommand().Run((parsed, scratch, cancellationToken) => RunAsync(options, parsed, scratch, cancellationToken));
    }

    private static async Task<int> RunAsync(BenchOptions options, ParseResult parsed, string scratch, CancellationToken cancellationToken)
    {
        // Read first: a wrong file should not be found out after an hour.
        BenchReport? before = parsed.GetValue(options.Compare) is { } file ? await BenchComparison.ReadAsync(file, cancellationToken).ConfigureAwait(false) : null;
        ServingSettings settings = options.Settings(parsed);
        var results = new BenchResults(Console.Out);
        string bundle = parsed.GetValue(options.Bundle) is { } given ? Path.GetFullPath(given) : await BenchWorld.TrainAsync(scratch, cancellationToken).ConfigureAwait(false);
        var world = new BenchWorld(bundle, scratch, Console.Error);
        bool isFull = parsed.GetRequiredValue(options.Full);
        var retrieval = new RetrievalRow(
            [.. parsed.GetRequiredValue(options.Sizes), .. isFull ? [1_000_000] : Array.Empty<int>()],
            parsed.GetRequiredValue(options.Queries),
            parsed.GetValue(options.Sequences),
            parsed.GetRequiredValue(options.WithUsers),
            RunFrame.LineOf(parsed),
            scratch,
            Console.Out,
            Console.Error);
        bool withGrowth = isFull && parsed.GetRequiredValue(options.Growth);
        string? commit = await SourceCommit.FindAsync(cancellationToken).ConfigureAwait(false);
        string folder = parsed.GetRequiredValue(options.Out);
        IReadOnlyList<IBenchRow> rows = [.. RowList.Choose(parsed.GetValue(options.Rows), settings.PeerSources is not null, withGrowth, retrieval)];
        for (int done = 0; done < rows.Count; done++)
        {
            await Console.Error.WriteLineAsync($"{rows[done].Name} …").ConfigureAwait(false);
            await rows[done].RunAsync(world, settings, results, cancellationToken).ConfigureAwait(false);

            // After each: a run takes long, and what ends it should not take what it had found.
            string[] ahead = [.. rows.Skip(done + 1).Select(row => row.Name)];
            await WriteAsync(Report(settings, results, RunFrame.LineOf(parsed), commit, ahead), folder, cancellationToken).ConfigureAwait(false);
        }

        Console.WriteLine($"written to {folder}");
        return Judge(before, parsed.GetRequiredValue(options.Tolerance), results);
    }

    private static BenchReport Report(ServingSettings settings, BenchResults results, string command, string? commit, IReadOnlyList<string> ahead) =>
        new(
            TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Machine.Describe(),
            command,
            commit,
            settings.Items,
            results.Figures,
            results.Curves,
            results.Answers,
            new SortedDictionary<string, string>(results.Skipped.Concat(ahead.Select(row => KeyValuePair.Create(row, "the run was ended before it"))).ToDictionary()),
            results.Retrieval);

    private static async Task WriteAsync(BenchReport report, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "bench.json"), JsonSerializer.Serialize(report, BenchReportJson.Default.BenchReport), cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder, "bench.md"), BenchMarkdown.Of(report), cancellationToken).ConfigureAwait(false);
        BenchPlots.Save(report, folder);
    }

    private static int Judge(BenchReport? before, double tolerance, BenchResults results)
    {
        IReadOnlyList<BenchComparison.Difference> worse = before is null ? [] : new BenchComparison(tolerance).Worse(before, results.Figures);
        foreach (BenchComparison.Difference difference in worse)
        {
            Console.WriteLine($"WORSE {difference}");
        }

        if (before is not null && worse.Count == 0)
        {
            Console.WriteLine(FormattableString.Invariant($"nothing is worse by more than {tolerance:P0}"));
        }

        if (results.HasFaults)
        {
            Console.Error.WriteLine("manidala: not every answer was as it should be; see the report.");
            return RunFrame.Failed;
        }

        return worse.Count > 0 ? RunFrame.Found : 0;
    }
}
