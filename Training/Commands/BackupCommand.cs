using System.CommandLine;
using System.Globalization;
using Manidala.Storage;
using Manidala.Storage.Backup;

namespace Manidala.Training.Commands;

/// <summary><c>backup</c> and <c>restore</c>: a database in one file, and back.</summary>
internal static class BackupCommand
{
    private static readonly Option<string?> Database = new("--database")
    {
        Description = "PostgreSQL's address, as in DATABASE_URL; by default that of the environment, and without one the data folder.",
        HelpName = "URL",
    };

    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var file = new Option<string>("--out") { Description = "The archive; a new file.", HelpName = "FILE", Required = true };
        var command = new Command("backup", "Keeps the database in one file, of one moment, while others write: SQLite's own online copy, or pg_dump.") { file, Database };
        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(file);
            BackupManifest manifest = await DatabaseBackup.WriteAsync(OptionsOf(services, parsed), path, services.Time, cancellationToken).ConfigureAwait(false);
            await services.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {manifest.Interactions:N0} interactions up to {manifest.LastSequence}, schema {manifest.Schema} of {manifest.Kind}, SHA-256 {manifest.Sha256}")).ConfigureAwait(false);
        }));
        return command;
    }

    public static Command BuildRestore(CommandServices services, CommandRunner runner)
    {
        var file = new Option<string>("--from") { Description = "The archive that `backup` wrote.", HelpName = "FILE", Required = true };
        var replace = new Option<bool>("--replace") { Description = "Takes the place of what is there; of a data folder the old files are kept in a folder beside it." };
        var command = new Command("restore", "Puts a backup back, whole or not at all, where nothing serves from the database.") { file, Database, replace };
        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            BackupManifest manifest = await DatabaseBackup
                .RestoreAsync(OptionsOf(services, parsed), parsed.GetRequiredValue(file), parsed.GetValue(replace), services.Time, cancellationToken).ConfigureAwait(false);
            await services.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"Restored {manifest.Interactions:N0} interactions up to {manifest.LastSequence}, as of {manifest.CreatedAt:u}")).ConfigureAwait(false);
        }));
        return command;
    }

    private static DatabaseOptions OptionsOf(CommandServices services, ParseResult parsed) => DatabaseOptions.FromEnvironment(
        parsed.GetRequiredValue(CommandOptions.Data), name => name == "DATABASE_URL" && parsed.GetValue(Database) is { } url ? url : services.Environment(name));
}
