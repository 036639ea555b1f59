using System.CommandLine;
using Manidala.Engine.Catalog;
using Manidala.Engine.Model;
using Manidala.Storage;
using Manidala.Storage.Backup;
using Manidala.Storage.Migration;
using Manidala.Training.Archives;
using Manidala.Training.Import;
using Manidala.Training.Learning;
using Manidala.Training.Publishing;

namespace Manidala.Training.Commands;

/// <summary>Runs a command's action: one clear message and an exit code instead of an exception.</summary>
internal sealed class CommandRunner(CommandServices services)
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int Usage = 2;
    public const int Interrupted = 130;

    public Func<ParseResult, CancellationToken, Task<int>> Wrap(Func<ParseResult, CancellationToken, Task> action) => async (parsed, cancellation) =>
    {
        try
        {
            await action(parsed, cancellation).ConfigureAwait(false);
            return Success;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await services.Error.WriteLineAsync("manidala: stopped").ConfigureAwait(false);
            return Interrupted;
        }
        catch (Exception exception) when (IsExplained(exception))
        {
            await services.Error.WriteLineAsync($"manidala: {exception.Message}").ConfigureAwait(false);
            return Failure;
        }
    };

    // Exceptions whose message is written for the user. Any other is a defect, and its trace is wanted.
    internal static bool IsExplained(Exception exception) => exception
        is CheckpointException or TrainingDivergedException
        or CommandException or RefusedByGateException or ImportException or InvalidBundleException or InvalidItemFeatureException
        or DatabaseUnavailableException or CorruptDatabaseException or NewerSchemaException or StorageFullException
        or InvalidDatabaseSettingException or PartitionInUseException or ArchiveException or BackupException or MigrationException or DatabaseInUseException
        or IOException or UnauthorizedAccessException or InvalidDataException or HttpRequestException;
}
