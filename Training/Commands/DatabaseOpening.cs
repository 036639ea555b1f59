using Manidala.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Training.Commands;

/// <summary>Opens the database that a data folder or the environment names.</summary>
internal static class DatabaseOpening
{
    public static Task<ManidalaDatabase> OpenDatabaseAsync(this CommandServices services, string dataFolder, CancellationToken cancellationToken) =>
        ManidalaDatabase.OpenAsync(
            DatabaseOptions.FromEnvironment(dataFolder, services.Environment), NullLoggerFactory.Instance, services.Time, cancellationToken);
}
