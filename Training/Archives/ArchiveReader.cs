using System.Runtime.CompilerServices;
using Manidala.Engine.Sessions;
using Manidala.Storage;
using Parquet;
using Parquet.Schema;

namespace Manidala.Training.Archives;

/// <summary>Reads files of an archive, a row group at a time.</summary>
internal static class ArchiveReader
{
    /// <summary>What the file says of itself.</summary>
    public static Task<ArchiveStamp> ReadStampAsync(string path, CancellationToken cancellationToken) => ExplainingAsync(path, async () =>
    {
        ParquetReader parquet = await ParquetReader.CreateAsync(path, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (parquet.ConfigureAwait(false))
        {
            return ArchiveStamp.Read(parquet.CustomMetadata) ?? throw new ArchiveException($"{path} is Parquet, but no file of an archive of Manidala.");
        }
    });

    /// <summary>Throws where the file's rows are not those that the stamp is of, or it says something else of itself.</summary>
    public static async Task VerifyAsync(string path, ArchiveStamp stamp, CancellationToken cancellationToken)
    {
        using var digest = new ArchiveDigest();
        await foreach (IReadOnlyList<JournalEntry> group in ReadAsync(path, cancellationToken).ConfigureAwait(false))
        {
            foreach (JournalEntry entry in group)
            {
                digest.Add(entry);
            }
        }

        ArchiveStamp found = (await ReadStampAsync(path, cancellationToken).ConfigureAwait(false)) with { Rows = digest.Rows, Sha256 = digest.Complete() };
        if (found != stamp)
        {
            throw new ArchiveException(
                $"{path} reads back as {found.Rows} rows with the digest {found.Sha256}; expected: {stamp.Rows} rows with {stamp.Sha256}. It was not put in place.");
        }
    }

    /// <summary>All rows in order, in the groups in which they were written.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<JournalEntry>> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ParquetReader parquet = await ExplainingAsync(path, () => ParquetReader.CreateAsync(path, cancellationToken: cancellationToken)).ConfigureAwait(false);
        await using (parquet.ConfigureAwait(false))
        {
            for (int group = 0; group < parquet.RowGroupCount; group++)
            {
                int place = group;
                yield return await ExplainingAsync(path, () => ReadGroupAsync(parquet, place, cancellationToken)).ConfigureAwait(false);
            }
        }
    }

    private static async Task<IReadOnlyList<JournalEntry>> ReadGroupAsync(ParquetReader parquet, int place, CancellationToken cancellationToken)
    {
        using ParquetRowGroupReader group = parquet.OpenRowGroupReader(place);
        int rows = checked((int)group.RowCount);
        long[] sequences = await NumbersAsync<long>(group, ArchiveColumns.Sequence, rows, cancellationToken).ConfigureAwait(false);
        string[] users = await TextsAsync(group, ArchiveColumns.UserId, rows, cancellationToken).ConfigureAwait(false);
        string[] keys = await TextsAsync(group, ArchiveColumns.EventKey, rows, cancellationToken).ConfigureAwait(false);
        string[] items = await TextsAsync(group, ArchiveColumns.ItemId, rows, cancellationToken).ConfigureAwait(false);
        string[] types = await TextsAsync(group, ArchiveColumns.Type, rows, cancellationToken).ConfigureAwait(false);
        double[] values = await NumbersAsync<double>(group, ArchiveColumns.Value, rows, cancellationToken).ConfigureAwait(false);
        long[] happened = await NumbersAsync<long>(group, ArchiveColumns.HappenedMs, rows, cancellationToken).ConfigureAwait(false);
        long[] recorded = await NumbersAsync<long>(group, ArchiveColumns.RecordedMs, rows, cancellationToken).ConfigureAwait(false);
        return
        [
            .. Enumerable.Range(0, rows).Select(row => new JournalEntry(
                sequences[row], new Interaction(keys[row], users[row], items[row], types[row], happened[row], values[row]), recorded[row])),
        ];
    }

    private static async Task<T[]> NumbersAsync<T>(ParquetRowGroupReader group, DataField field, int rows, CancellationToken cancellationToken)
        where T : struct
    {
        T[] values = new T[rows];
        await group.ReadAsync<T>(field, values.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
        return values;
    }

    private static async Task<string[]> TextsAsync(ParquetRowGroupReader group, DataField field, int rows, CancellationToken cancellationToken)
    {
        string?[] values = new string?[rows];
        await group.ReadAsync(field, values.AsMemory(), cancellationToken: cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(values, value => value ?? throw new InvalidDataException($"the column {field.Name} lacks a value"));
    }

    // A damaged file makes the library fail in any way; the message says which file it was.
    private static async Task<T> ExplainingAsync<T>(string path, Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (ArchiveException or FileNotFoundException or OutOfMemoryException or OperationCanceledException))
        {
            throw new ArchiveException($"{path} cannot be read as a file of an archive: {exception.Message}");
        }
    }
}
