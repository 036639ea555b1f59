using System.CommandLine;
using System.Globalization;
using Manidala.Storage;
using Manidala.Training.Import;

namespace Manidala.Training.Commands;

/// <summary>What all importing commands do once they know what to read.</summary>
internal sealed class ImportRun(CommandServices services, CommandRunner runner)
{
    /// <summary>Makes a command import what <paramref name="find"/> makes of its arguments: interactions, items, or both.</summary>
    public void SetAction(Command command, Func<ParseResult, (IRowSource? Rows, IItemSource? Items)> find)
    {
        command.Add(CommandOptions.MaxMalformed);
        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            (IRowSource? rows, IItemSource? items) = find(parsed);
            await RunAsync(parsed, rows, items, cancellationToken).ConfigureAwait(false);
        }));
    }

    /// <summary>The path, if it is a file.</summary>
    public static string Existing(string path)
    {
        if (File.Exists(path))
        {
            return path;
        }

        throw new CommandException(Directory.Exists(path) ? $"{path} is a folder; expected a file." : $"{path} does not exist.");
    }

    /// <summary>The one letter that an option may be, or a tab by name.</summary>
    public static string ReadLetter(string option, string text)
    {
        string letter = text is "tab" or "\\t" ? "\t" : text;
        bool isUsable = letter.Length == 1 && char.IsAscii(letter[0]) && letter[0] is not ('"' or '\r' or '\n');
        return isUsable ? letter : throw new CommandException($"{option} is '{text}'; allowed: one ASCII letter other than a quote, or tab.");
    }

    private async Task RunAsync(ParseResult parsed, IRowSource? rows, IItemSource? items, CancellationToken cancellationToken)
    {
        string data = parsed.GetRequiredValue(CommandOptions.Data);
        ManidalaDatabase database = await services.OpenDatabaseAsync(data, cancellationToken).ConfigureAwait(false);
        await using (database.ConfigureAwait(false))
        {
            using ScratchFolder scratch = ScratchFolder.CreateIn(data);
            var importer = new Importer(database.Journal, database.Catalog, services.Progress, scratch.Path);
            var malformed = new MalformedLines(parsed.GetValue(CommandOptions.MaxMalformed));
            ImportSummary summary = await importer.RunAsync(rows, items, malformed, cancellationToken).ConfigureAwait(false);
            await WriteAsync(summary, rows is not null).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(ImportSummary summary, bool hasRows)
    {
        FormattableString result = hasRows
            ? (FormattableString)$"Imported {summary.Added:N0} interactions ({summary.Known:N0} were there already) and {summary.ItemsChanged:N0} items; {summary.Malformed.Count:N0} malformed lines"
            : $"Imported {summary.ItemsDescribed:N0} items ({summary.ItemsChanged:N0} of them new or changed); {summary.Malformed.Count:N0} malformed lines";
        await services.Out.WriteLineAsync(result.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
        foreach (string line in summary.Malformed.First)
        {
            await services.Error.WriteLineAsync($"  {line}").ConfigureAwait(false);
        }

        if (summary.Malformed.Count > summary.Malformed.First.Count)
        {
            await services.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"  and {summary.Malformed.Count - summary.Malformed.First.Count:N0} more")).ConfigureAwait(false);
        }
    }
}
