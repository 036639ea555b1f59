using System.CommandLine;
using System.Globalization;
using Manidala.Storage;
using Manidala.Storage.Migration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Training.Commands;

/// <summary><c>migrate</c>: a data folder's SQLite becomes a PostgreSQL database.</summary>
internal static class MigrateCommand
{
    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var to = new Option<string>("--to") { Description = "An empty PostgreSQL database, as in DATABASE_URL.", HelpName = "URL", Required = true };
        var command = new Command("migrate", "Moves a data folder's database to an empty PostgreSQL, in one transaction, and compares counts and checksums of every table. The folder stays as it is.") { to };
        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            DatabaseOptions options = DatabaseOptions.FromEnvironment(
                parsed.GetRequiredValue(CommandOptions.Data), name => name == "DATABASE_URL" ? parsed.GetRequiredValue(to) : services.Environment(name));
            IReadOnlyList<TableMigration> moved = await SqliteToPostgres.RunAsync(options, NullLoggerFactory.Instance, cancellationToken).ConfigureAwait(false);
            foreach (TableMigration table in moved)
            {
                await services.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{table.Table,-20}{table.Rows,15:N0} rows, checksum {table.Checksum} in both")).ConfigureAwait(false);
            }

            await services.Out.WriteLineAsync("All of it is there. Servers with this DATABASE_URL go on where the folder's ended; keep the folder until they do.").ConfigureAwait(false);
        }));
        return command;
    }
}
