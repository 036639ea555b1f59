using Manidala.Storage;

namespace Manidala.Training.Archives;

/// <summary>The archive of one journal in one folder: files that hold whole partitions.</summary>
internal sealed class JournalArchive(IJournalPartitions partitions, Guid journal, string folder)
{
    public static async Task<JournalArchive> OpenAsync(IJournalPartitions partitions, string folder, CancellationToken cancellationToken) =>
        new(partitions, await partitions.ReadJournalIdAsync(cancellationToken).ConfigureAwait(false), folder);

    /// <summary>The files of this journal, oldest first. One of another journal is an error: held against this one, all of its users would be gone.</summary>
    public async Task<IReadOnlyList<ArchivedFile>> ListAsync(CancellationToken cancellationToken)
    {
        List<ArchivedFile> files = [];
        foreach (string path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "journal-*.parquet") : [])
        {
            ArchiveStamp stamp = await ArchiveReader.ReadStampAsync(path, cancellationToken).ConfigureAwait(false);
            files.Add(stamp.Journal == journal
                ? new ArchivedFile(path, stamp)
                : throw new ArchiveException($"{path} is of the journal {stamp.Journal}, and this one is {journal}; each needs a folder of its own."));
        }

        return [.. files.OrderBy(file => file.Stamp.To)];
    }

    /// <summary>Writes a partition into its file, in the place of an older one of the same time, which can only hold what was erased since.</summary>
    public async Task<(ArchivedFile File, PartitionMoment Moment)> WriteAsync(JournalPartition partition, CancellationToken cancellationToken)
    {
        ArchiveWriter writer = await ArchiveWriter.CreateAsync(folder, ArchiveStamp.Of(journal, partition), cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            PartitionMoment moment = await partitions.ReadAsync(partition, page => writer.AddAsync(page, cancellationToken), cancellationToken).ConfigureAwait(false);
            return (await writer.PublishAsync(cancellationToken).ConfigureAwait(false), moment);
        }
    }

    /// <summary>All rows of a file but those of users who were erased since it was written, in groups.</summary>
    public async IAsyncEnumerable<IReadOnlyList<JournalEntry>> ReadHeldAsync(
        ArchivedFile file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (IReadOnlyList<JournalEntry> group in ArchiveReader.ReadAsync(file.Path, cancellationToken).ConfigureAwait(false))
        {
            IReadOnlyList<bool> isHeld = await partitions.AreHeldAsync(group, cancellationToken).ConfigureAwait(false);
            yield return isHeld.All(held => held) ? group : [.. group.Where((_, place) => isHeld[place])];
        }
    }

    /// <summary>Takes out of a file who was erased since it was written; one that nobody is left in is deleted.</summary>
    /// <returns>How many rows went.</returns>
    public async Task<long> PurgeAsync(ArchivedFile file, CancellationToken cancellationToken)
    {
        long held = 0;
        await foreach (IReadOnlyList<JournalEntry> group in ReadHeldAsync(file, cancellationToken).ConfigureAwait(false))
        {
            held += group.Count;
        }

        if (held == file.Stamp.Rows)
        {
            return 0;
        }

        if (held == 0)
        {
            File.Delete(file.Path);
            FolderFlush.Flush(folder);
            return file.Stamp.Rows;
        }

        ArchiveWriter writer = await ArchiveWriter.CreateAsync(folder, file.Stamp, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await foreach (IReadOnlyList<JournalEntry> group in ReadHeldAsync(file, cancellationToken).ConfigureAwait(false))
            {
                await writer.AddAsync(group, cancellationToken).ConfigureAwait(false);
            }

            return file.Stamp.Rows - (await writer.PublishAsync(cancellationToken).ConfigureAwait(false)).Stamp.Rows;
        }
    }
}
