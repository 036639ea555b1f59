using System.CommandLine;
using System.CommandLine.Parsing;

namespace Manidala.Training.Commands;

/// <summary>The trainer's commands.</summary>
internal static class TrainingCommandLine
{
    /// <returns>0 for success, 1 for failure, 2 for a command line that is not understood, 130 where the user stopped it.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandServices services)
    {
        ParseResult parsed = Build(services).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
            {
                await services.Error.WriteLineAsync($"manidala: {error.Message}").ConfigureAwait(false);
            }

            await services.Error.WriteLineAsync("manidala: --help says what there is").ConfigureAwait(false);
            return CommandRunner.Usage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = services.Out,
            Error = services.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
        };
        return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
    }

    private static RootCommand Build(CommandServices services)
    {
        var runner = new CommandRunner(services);
        return new RootCommand("Makes and imports logs, trains models on them, measures and publishes them.")
        {
            CommandOptions.Data,
            SampleCommand.Build(services, runner),
            ImportCommand.Build(services, runner),
            TrainCommand.Build(services, runner),
            EvaluateCommand.Build(services, runner),
            PublishCommand.Build(services, runner),
            ModelCommand.Build(services, runner),
            PrepareCommand.Build(services, runner),
            SchemaCommand.Build(services, runner),
            ArchiveCommand.Build(services, runner),
            ExportJournalCommand.Build(services, runner),
            BackupCommand.Build(services, runner),
            BackupCommand.BuildRestore(services, runner),
            MigrateCommand.Build(services, runner),
        };
    }
}
