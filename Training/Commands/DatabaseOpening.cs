using Manidala.Storage;
using Manidala.Training.Archives;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Training.Commands;

/// <summary>Opens the database that a data folder or the environment names, and its archive.</summary>
internal static class DatabaseOpening
{
    public static Task<ManidalaDatabase> OpenDatabaseAsync(this CommandServices services, string dataFolder, CancellationToken cancellationToken) =>
        ManidalaDatabase.OpenAsync(
            DatabaseOptions.FromEnvironment(dataFolder, services.Environment), NullLoggerFactory.Instance, services.Time, cancellationToken);

    /// <summary>The archive of this database's journal in a folder.</summary>
    public static Task<JournalArchive> OpenArchiveAsync(this ManidalaDatabase database, string folder, CancellationToken cancellationToken) => JournalArchive.OpenAsync(
        database.Partitions ?? throw new CommandException($"{database.Description} has its journal in one piece; an archive is of PostgreSQL's partitions (DATABASE_URL)."),
        Path.GetFullPath(folder),
        cancellationToken);
}
