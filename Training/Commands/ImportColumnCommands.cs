using System.CommandLine;
using Manidala.Training.Import;

namespace Manidala.Training.Commands;

/// <summary>Imports of interactions whose columns or fields the user names.</summary>
internal static class ImportColumnCommands
{
    public static Command BuildCsv(ImportRun import)
    {
        var path = new Argument<string>("file") { Description = "A file of separated columns." };
        var user = new Option<string>("--user") { Description = "The column of user ids: its name, or its number from 1 in a file without a header.", Required = true };
        var item = new Option<string>("--item") { Description = "The column of item ids.", Required = true };
        var time = new Option<string?>("--time") { Description = "The column of times (Unix seconds or milliseconds, or ISO 8601). Without it the file's order counts." };
        var type = new Option<string?>("--type") { Description = "The column of interaction types; without it all are views." };
        var value = new Option<string?>("--value") { Description = "The column of values, such as stars or seconds." };
        var delimiter = new Option<string>("--delimiter") { Description = "What separates columns: one ASCII letter, or tab.", DefaultValueFactory = _ => "," };
        var command = new Command("csv", "Any file of columns.") { path, user, item, time, type, value, delimiter };
        import.SetAction(command, parsed =>
        {
            var columns = new CsvColumns(
                parsed.GetRequiredValue(user), parsed.GetRequiredValue(item), parsed.GetValue(time), parsed.GetValue(type), parsed.GetValue(value));
            string letter = ImportRun.ReadLetter("--delimiter", parsed.GetRequiredValue(delimiter));
            return (new CsvRows(ImportRun.Existing(parsed.GetRequiredValue(path)), columns, letter), null);
        });
        return command;
    }

    public static Command BuildNdjson(ImportRun import)
    {
        var path = new Argument<string>("file") { Description = "JSON lines, each an interaction as POST /v1/interactions takes it." };
        Option<string> user = Field("--user", "userId", "The field of user ids.");
        Option<string> item = Field("--item", "itemId", "The field of item ids.");
        Option<string> time = Field("--time", "timestamp", "The field of times: Unix seconds or milliseconds, or ISO 8601.");
        Option<string> type = Field("--type", "type", "The field of interaction types; lines without it are views.");
        Option<string> value = Field("--value", "value", "The field of values; 1 where a line has none.");
        var command = new Command("ndjson", "Interactions as JSON lines, in the shape of our own API or with fields that you name.") { path, user, item, time, type, value };
        import.SetAction(command, parsed =>
        {
            JsonFields fields = JsonFields.OfApi with
            {
                User = [parsed.GetRequiredValue(user)],
                Item = [parsed.GetRequiredValue(item)],
                Time = [parsed.GetRequiredValue(time)],
                Type = [parsed.GetRequiredValue(type)],
                Value = [parsed.GetRequiredValue(value)],
            };
            return (new JsonRows(ImportRun.Existing(parsed.GetRequiredValue(path)), fields), null);
        });
        return command;
    }

    public static Command BuildParquet(ImportRun import)
    {
        var path = new Argument<string>("file") { Description = "A Parquet file; one row group is in memory at a time." };
        var user = new Option<string>("--user") { Description = "The column of user ids: texts or whole numbers.", Required = true };
        var item = new Option<string>("--item") { Description = "The column of item ids.", Required = true };
        var time = new Option<string?>("--time") { Description = "The column of times: timestamps, Unix seconds or milliseconds, or ISO 8601. Without it the file's order counts." };
        var type = new Option<string?>("--type") { Description = "The column of interaction types; without it all are views." };
        var value = new Option<string?>("--value") { Description = "The column of values." };
        var command = new Command("parquet", "Interactions of a Parquet file.") { path, user, item, time, type, value };
        import.SetAction(command, parsed =>
        {
            var columns = new CsvColumns(
                parsed.GetRequiredValue(user), parsed.GetRequiredValue(item), parsed.GetValue(time), parsed.GetValue(type), parsed.GetValue(value));
            return (new ParquetRows(ImportRun.Existing(parsed.GetRequiredValue(path)), columns), null);
        });
        return command;
    }

    private static Option<string> Field(string option, string name, string description) =>
        new(option) { Description = description, DefaultValueFactory = _ => name, HelpName = "FIELD" };
}
