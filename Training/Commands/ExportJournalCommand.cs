using System.CommandLine;
using System.Globalization;
using Manidala.Storage;
using Manidala.Training.Archives;

namespace Manidala.Training.Commands;

/// <summary><c>export-journal</c>: the journal as one file, for a training elsewhere.</summary>
internal static class ExportJournalCommand
{
    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var file = new Option<string>("--out") { Description = "A file that ends in .parquet or .csv.", HelpName = "FILE", Required = true };
        var items = new Option<string?>("--items") { Description = "Writes the catalogue, too, as JSON lines that `import items` takes.", HelpName = "FILE" };
        var after = new Option<long>("--after") { Description = "Only what came after this sequence, such as the last of the export before.", HelpName = "SEQUENCE" };
        var command = new Command("export-journal", "Writes the journal into one file, also while it is written to: what is settled when it begins.") { file, items, after };
        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(file);
            Func<Stream, CancellationToken, Task<IJournalSink>> open = SinkOf(path);
            ManidalaDatabase database = await services.OpenDatabaseAsync(parsed.GetRequiredValue(CommandOptions.Data), cancellationToken).ConfigureAwait(false);
            await using (database.ConfigureAwait(false))
            {
                (long rows, long last) = await JournalExport.WriteAsync(database.Journal, parsed.GetValue(after), path, open, cancellationToken).ConfigureAwait(false);
                await services.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{path}: {rows:N0} interactions up to {last}")).ConfigureAwait(false);
                if (parsed.GetValue(items) is { } catalogue)
                {
                    int written = await ItemsExport.WriteAsync(database.Catalog, catalogue, cancellationToken).ConfigureAwait(false);
                    await services.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{catalogue}: {written:N0} items")).ConfigureAwait(false);
                }
            }
        }));
        return command;
    }

    private static Func<Stream, CancellationToken, Task<IJournalSink>> SinkOf(string path) => Path.GetExtension(path) switch
    {
        ".parquet" => ParquetSink.CreateAsync,
        ".csv" => (stream, _) => Task.FromResult<IJournalSink>(new CsvSink(stream)),
        _ => throw new CommandException($"--out is \"{path}\"; allowed: a file that ends in .parquet or .csv."),
    };
}
