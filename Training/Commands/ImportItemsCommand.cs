using System.CommandLine;
using Manidala.Training.Import;

namespace Manidala.Training.Commands;

/// <summary><c>import items</c>: titles, categories and attributes, laid over what the catalogue holds.</summary>
internal static class ImportItemsCommand
{
    public static Command Build(ImportRun import)
    {
        var path = new Argument<string>("file")
        {
            Description = "csv with a first line of names, JSON lines, Parquet, or one JSON object of item id to an array of categories.",
        };
        var id = new Option<string?>("--id") { Description = "The column of item ids; by default id, itemId or item_id.", HelpName = "COLUMN" };
        var title = new Option<string?>("--title") { Description = "The column of titles; by default title.", HelpName = "COLUMN" };
        var categories = new Option<string?>("--categories") { Description = "The column of categories; by default categories.", HelpName = "COLUMN" };
        var time = new Option<string?>("--time") { Description = "The column that says since when an item is there.", HelpName = "COLUMN" };
        Option<string[]> vector = Columns("--vector", "A column of text that is a vector: numbers separated by blanks or commas. Arrays of numbers are vectors anyhow.");
        Option<string[]> categorical = Columns("--categorical", "A column whose numbers are ids and not quantities.");
        Option<string[]> ignore = Columns("--ignore", "A column to leave out.");
        var separator = new Option<string>("--separator")
        {
            Description = "What separates several values of one text: one ASCII letter.",
            DefaultValueFactory = _ => ItemColumns.DefaultSeparator.ToString(),
        };
        var delimiter = new Option<string?>("--delimiter") { Description = "What separates the columns of a csv: one ASCII letter, or tab. Guessed by default." };
        var command = new Command("items", "Items: every column beside id, title and categories is an attribute. What the file does not say stays as it is.")
        {
            path, id, title, categories, time, vector, categorical, ignore, separator, delimiter,
        };
        import.SetAction(command, parsed =>
        {
            var columns = new ItemColumns(
                parsed.GetValue(id),
                parsed.GetValue(title),
                parsed.GetValue(categories),
                parsed.GetValue(time),
                parsed.GetValue(vector) ?? [],
                parsed.GetValue(categorical) ?? [],
                parsed.GetValue(ignore) ?? [],
                ImportRun.ReadLetter("--separator", parsed.GetRequiredValue(separator))[0]);
            string? letter = parsed.GetValue(delimiter) is { } given ? ImportRun.ReadLetter("--delimiter", given) : null;
            return (null, ItemsFile.Open(ImportRun.Existing(parsed.GetRequiredValue(path)), columns, letter));
        });
        return command;
    }

    private static Option<string[]> Columns(string option, string description) =>
        new(option) { Description = $"{description} May be given more than once.", HelpName = "COLUMN" };
}
