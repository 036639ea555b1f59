using System.CommandLine;

namespace Manidala.Training.Commands;

/// <summary><c>import</c>: brings logs and descriptions of items from files into the journal and the catalogue.</summary>
internal static class ImportCommand
{
    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var import = new ImportRun(services, runner);
        return new Command("import", "Brings a log, or items, from files. They may be compressed by gzip. Importing twice adds nothing.")
        {
            ImportPublishedCommands.BuildMovieLens(import),
            ImportPublishedCommands.BuildRetailRocket(import),
            ImportPublishedCommands.BuildYoochoose(import),
            ImportPublishedCommands.BuildAmazon(import),
            ImportPublishedCommands.BuildSequences(import),
            ImportColumnCommands.BuildCsv(import),
            ImportColumnCommands.BuildNdjson(import),
            ImportColumnCommands.BuildParquet(import),
            ImportItemsCommand.Build(import),
        };
    }
}
