using System.Globalization;
using Manidala.Storage;
using Manidala.Training.Data;

namespace Manidala.Training.Commands;

/// <summary>Reads the data set that a command works on, and says what is wrong with one that nothing can be learned from.</summary>
internal static class DatasetLoading
{
    private const int FewestUsers = 2;
    private const int FewestItems = 2;

    public static async Task<Dataset> ReadDatasetAsync(
        this CommandServices services, ManidalaDatabase database, CancellationToken cancellationToken)
    {
        var source = new JournalSource(database.Journal, database.Catalog);
        return (await services.ReadDatasetAsync(database, source, new ColumnSettings(Folder: null), cancellationToken).ConfigureAwait(false)).Dataset;
    }

    /// <summary>The same from a part of the journal, in columns that lie on disk where they are large. Disposing it ends the use of the data set.</summary>
    public static async Task<JournalDataset> ReadDatasetAsync(
        this CommandServices services, ManidalaDatabase database, JournalSource source, ColumnSettings columns, CancellationToken cancellationToken)
    {
        JournalDataset read = await JournalDataset.ReadAsync(source, columns, services.Progress, cancellationToken).ConfigureAwait(false);
        try
        {
            await CheckAsync(services, database, read).ConfigureAwait(false);
            return read;
        }
        catch
        {
            read.Dispose();
            throw;
        }
    }

    private static async Task CheckAsync(CommandServices services, ManidalaDatabase database, JournalDataset read)
    {
        Dataset dataset = read.Dataset;
        if (read.Interactions == 0)
        {
            throw new CommandException(
                $"the journal of {database.Description} is empty; `./manidala sample` or `./manidala import` fills it.");
        }

        if (read.UnknownItems > 0)
        {
            await services.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"manidala: left out {read.UnknownItems:N0} interactions with items that are not in the catalogue")).ConfigureAwait(false);
        }

        if (dataset.Users.Count < FewestUsers || dataset.ItemIds.Count < FewestItems)
        {
            throw new CommandException(string.Create(
                CultureInfo.InvariantCulture,
                $"there are {dataset.Users.Count} users with positive interactions and {dataset.ItemIds.Count} items; at least {FewestUsers} of each are needed."));
        }
    }
}
