using System.CommandLine;
using System.Globalization;
using Manidala.Storage;

namespace Manidala.Training.Commands;

/// <summary><c>schema</c>: makes or migrates the database's schema, and the journal's partitions for the time to come, for the role that may.</summary>
internal static class SchemaCommand
{
    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var narrow = new Option<bool>("--narrow")
        {
            Description = "Then takes from the roles of docs/postgres what is the owner's alone, and lets gateways see who is in the cluster. PostgreSQL only.",
        };
        var command = new Command("schema", "Makes or migrates the database's schema, and the journal's partitions for the time to come, so that whoever serves needs no right to.") { narrow };
        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            // Opening is what migrates.
            ManidalaDatabase database = await services.OpenDatabaseAsync(parsed.GetRequiredValue(CommandOptions.Data), cancellationToken).ConfigureAwait(false);
            await using (database.ConfigureAwait(false))
            {
                if (parsed.GetValue(narrow))
                {
                    await NarrowAsync(database, cancellationToken).ConfigureAwait(false);
                }

                await services.Out.WriteLineAsync($"{database.Description} has this version's schema").ConfigureAwait(false);
                if (database.Partitions is { } partitions)
                {
                    PartitionCoverage coverage = await partitions.KeepAheadAsync(cancellationToken).ConfigureAwait(false);
                    await services.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Its journal has partitions until {coverage.End:yyyy-MM-dd}")).ConfigureAwait(false);
                }
            }
        }));
        return command;
    }

    private static Task NarrowAsync(ManidalaDatabase database, CancellationToken cancellationToken) => database.IsPostgres
        ? database.NarrowAsync(cancellationToken)
        : throw new CommandException($"--narrow is for the roles of PostgreSQL, and this is {database.Description}; allowed: DATABASE_URL, or PGHOST and its like.");
}
