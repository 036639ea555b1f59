using System.Globalization;
using Manidala.Storage;
using Manidala.Training.Archives;

namespace Manidala.Training.Commands;

/// <summary>Archives partitions one after the other, and says what became of each.</summary>
internal sealed class ArchiveRun(TextWriter output, IJournalPartitions partitions, JournalArchive archive)
{
    // Whatever was recorded then is committed by now, also where a clock was set.
    private static readonly TimeSpan Settled = TimeSpan.FromDays(1);

    /// <param name="keep">How many interactions of each user stay where the partition is dropped; null where it is not.</param>
    public async Task WriteAsync(DateTimeOffset before, int? keep, CancellationToken cancellationToken)
    {
        await CheckAsync(before, cancellationToken).ConfigureAwait(false);

        // Of another journal's files it says so before anything is written.
        await archive.ListAsync(cancellationToken).ConfigureAwait(false);
        JournalPartition[] old = [.. (await partitions.ListAsync(cancellationToken).ConfigureAwait(false)).Where(one => one.Kind == PartitionKind.Period && one.To <= before)];
        foreach (JournalPartition partition in old)
        {
            await WriteAsync(partition, keep, cancellationToken).ConfigureAwait(false);
        }

        await SayAsync(old.Length == 0
            ? (FormattableString)$"No partition of the journal ends at {before:yyyy-MM-dd} or before it."
            : $"{old.Length} partitions archived. Users who are erased from now on are still in the files until `./manidala archive --purge-erased --out DIR` is run.").ConfigureAwait(false);
    }

    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchivedFile> files = await archive.ListAsync(cancellationToken).ConfigureAwait(false);
        foreach (ArchivedFile file in files)
        {
            await PurgeAsync(file, cancellationToken).ConfigureAwait(false);
        }

        await SayAsync($"{files.Count} files hold nobody who was erased before this began.").ConfigureAwait(false);
    }

    private async Task CheckAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        DateTimeOffset youngest = await partitions.ReadClockAsync(cancellationToken).ConfigureAwait(false) - Settled;
        if (before > youngest)
        {
            throw new CommandException(string.Create(
                CultureInfo.InvariantCulture, $"--before is {before:yyyy-MM-dd}; allowed: a day up to {youngest:yyyy-MM-dd}, since what is younger may still be written."));
        }
    }

    private async Task WriteAsync(JournalPartition partition, int? keep, CancellationToken cancellationToken)
    {
        (ArchivedFile file, PartitionMoment moment) = await archive.WriteAsync(partition, cancellationToken).ConfigureAwait(false);
        await SayAsync($"{partition.Name}: {file.Stamp.Rows:N0} interactions in {file.Path}, SHA-256 of the rows {file.Stamp.Sha256}").ConfigureAwait(false);
        if (keep is not { } kept)
        {
            return;
        }

        bool isErased = await partitions.DropAsync(partition, moment, kept, cancellationToken).ConfigureAwait(false);
        await SayAsync($"{partition.Name}: dropped; of each user the newest {kept:N0} interactions stay").ConfigureAwait(false);
        if (isErased)
        {
            await PurgeAsync(file, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PurgeAsync(ArchivedFile file, CancellationToken cancellationToken)
    {
        long gone = await archive.PurgeAsync(file, cancellationToken).ConfigureAwait(false);
        if (gone > 0)
        {
            await SayAsync($"{file.Path}: {gone:N0} interactions of users who were erased are gone").ConfigureAwait(false);
        }
    }

    private Task SayAsync(FormattableString line) => output.WriteLineAsync(line.ToString(CultureInfo.InvariantCulture));
}
