using Manidala.Storage;
using Parquet;

namespace Manidala.Training.Archives;

/// <summary>Interactions as rows of a Parquet file with <see cref="ArchiveColumns"/>.</summary>
internal static class ArchiveRows
{
    /// <summary>Adds them as a row group of their own.</summary>
    public static async Task WriteAsync(ParquetWriter parquet, IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        using ParquetRowGroupWriter group = parquet.CreateRowGroup();
        await group.WriteAsync<long>(ArchiveColumns.Sequence, Column(entries, one => one.Sequence), cancellationToken: cancellationToken).ConfigureAwait(false);
        await group.WriteAsync(ArchiveColumns.UserId, Column(entries, one => one.Interaction.UserId)).ConfigureAwait(false);
        await group.WriteAsync(ArchiveColumns.EventKey, Column(entries, one => one.Interaction.Id)).ConfigureAwait(false);
        await group.WriteAsync(ArchiveColumns.ItemId, Column(entries, one => one.Interaction.ItemId)).ConfigureAwait(false);
        await group.WriteAsync(ArchiveColumns.Type, Column(entries, one => one.Interaction.Type)).ConfigureAwait(false);
        await group.WriteAsync<double>(ArchiveColumns.Value, Column(entries, one => one.Interaction.Value), cancellationToken: cancellationToken).ConfigureAwait(false);
        await group.WriteAsync<long>(ArchiveColumns.HappenedMs, Column(entries, one => one.Interaction.TimestampMs), cancellationToken: cancellationToken).ConfigureAwait(false);
        await group.WriteAsync<long>(ArchiveColumns.RecordedMs, Column(entries, one => one.RecordedMs), cancellationToken: cancellationToken).ConfigureAwait(false);
        group.CompleteValidate();
    }

    private static T[] Column<T>(IReadOnlyList<JournalEntry> entries, Func<JournalEntry, T> value) => [.. entries.Select(value)];
}
