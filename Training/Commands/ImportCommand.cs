using System.CommandLine;
using System.Globalization;
using Manidala.Storage;
using Manidala.Training.Import;

namespace Manidala.Training.Commands;

/// <summary><c>import</c>: brings a log from a file into the catalogue and the journal.</summary>
internal static class ImportCommand
{
    private const string Tab = "\t";

    public static Command Build(CommandServices services, CommandRunner runner) =>
        new("import", "Brings a log into the journal. Files may be compressed by gzip. Importing twice adds nothing.")
        {
            BuildMovieLens(services, runner), BuildSequences(services, runner), BuildCsv(services, runner),
        };

    private static Command BuildMovieLens(CommandServices services, CommandRunner runner)
    {
        var path = new Argument<string>("path") { Description = "A MovieLens folder of any edition (100k, 1M, latest, 25M, 32M), or its file of ratings." };
        var command = new Command("movielens", "Ratings and movies of MovieLens.") { path, CommandOptions.MaxMalformed };
        command.SetAction(runner.Wrap((parsed, cancellationToken) =>
        {
            MovieLensFolder folder = MovieLensFolder.Find(parsed.GetRequiredValue(path));
            return RunAsync(services, parsed, new MovieLensRatings(folder.Ratings), folder.Movies, cancellationToken);
        }));
        return command;
    }

    private static Command BuildSequences(CommandServices services, CommandRunner runner)
    {
        var path = new Argument<string>("file") { Description = "Lines of `user item item …`, oldest first." };
        var command = new Command("sequences", "Sequences whose order is known and whose times are not.") { path, CommandOptions.MaxMalformed };
        command.SetAction(runner.Wrap((parsed, cancellationToken) =>
            RunAsync(services, parsed, new SequenceRows(Existing(parsed.GetRequiredValue(path))), moviesPath: null, cancellationToken)));
        return command;
    }

    private static Command BuildCsv(CommandServices services, CommandRunner runner)
    {
        var path = new Argument<string>("file") { Description = "A file of separated columns." };
        var user = new Option<string>("--user") { Description = "The column of user ids: its name, or its number from 1 in a file without a header.", Required = true };
        var item = new Option<string>("--item") { Description = "The column of item ids.", Required = true };
        var time = new Option<string?>("--time") { Description = "The column of times (Unix seconds or milliseconds, or ISO 8601). Without it the file's order counts." };
        var type = new Option<string?>("--type") { Description = "The column of interaction types; without it all are views." };
        var value = new Option<string?>("--value") { Description = "The column of values, such as stars or seconds." };
        var delimiter = new Option<string>("--delimiter") { Description = "What separates columns: one ASCII letter, or tab.", DefaultValueFactory = _ => "," };
        var command = new Command("csv", "Any file of columns.") { path, user, item, time, type, value, delimiter, CommandOptions.MaxMalformed };
        command.SetAction(runner.Wrap((parsed, cancellationToken) =>
        {
            var columns = new CsvColumns(
                parsed.GetRequiredValue(user), parsed.GetRequiredValue(item), parsed.GetValue(time), parsed.GetValue(type), parsed.GetValue(value));
            var rows = new CsvRows(Existing(parsed.GetRequiredValue(path)), columns, ReadDelimiter(parsed.GetRequiredValue(delimiter)));
            return RunAsync(services, parsed, rows, moviesPath: null, cancellationToken);
        }));
        return command;
    }

    private static async Task RunAsync(
        CommandServices services, ParseResult parsed, IRowSource source, string? moviesPath, CancellationToken cancellationToken)
    {
        string data = parsed.GetRequiredValue(CommandOptions.Data);
        ManidalaDatabase database = await services.OpenDatabaseAsync(data, cancellationToken).ConfigureAwait(false);
        await using (database.ConfigureAwait(false))
        {
            using ScratchFolder scratch = ScratchFolder.CreateIn(data);
            var importer = new Importer(database.Journal, database.Catalog, services.Progress, scratch.Path);
            var malformed = new MalformedLines(parsed.GetValue(CommandOptions.MaxMalformed));
            ImportSummary summary = await importer.RunAsync(source, moviesPath, malformed, cancellationToken).ConfigureAwait(false);
            await WriteAsync(services, summary).ConfigureAwait(false);
        }
    }

    private static async Task WriteAsync(CommandServices services, ImportSummary summary)
    {
        await services.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Imported {summary.Added:N0} interactions ({summary.Known:N0} were there already) and {summary.ItemsChanged:N0} items; {summary.Malformed.Count:N0} malformed lines"))
            .ConfigureAwait(false);
        foreach (string line in summary.Malformed.First)
        {
            await services.Error.WriteLineAsync($"  {line}").ConfigureAwait(false);
        }

        if (summary.Malformed.Count > summary.Malformed.First.Count)
        {
            await services.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"  and {summary.Malformed.Count - summary.Malformed.First.Count:N0} more")).ConfigureAwait(false);
        }

        if (summary.Added + summary.Known == 0)
        {
            throw new CommandException("the file holds no interaction that can be read.");
        }
    }

    private static string Existing(string path) => File.Exists(path) ? path : throw new CommandException($"{path} does not exist.");

    private static string ReadDelimiter(string text)
    {
        string delimiter = text is "tab" or "\\t" ? Tab : text;
        bool isUsable = delimiter.Length == 1 && char.IsAscii(delimiter[0]) && delimiter[0] is not ('"' or '\r' or '\n');
        return isUsable ? delimiter : throw new CommandException($"--delimiter is '{text}'; allowed: one ASCII letter other than a quote, or tab.");
    }
}
