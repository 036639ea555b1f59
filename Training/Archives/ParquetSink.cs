using Manidala.Storage;
using Parquet;

namespace Manidala.Training.Archives;

/// <summary>Interactions as Parquet, with the columns of an archive.</summary>
internal sealed class ParquetSink : IJournalSink
{
    private readonly ParquetWriter _parquet;

    private ParquetSink(ParquetWriter parquet) => _parquet = parquet;

    public static async Task<IJournalSink> CreateAsync(Stream file, CancellationToken cancellationToken) => new ParquetSink(await ParquetWriter
        .CreateAsync(ArchiveColumns.Schema, file, new ParquetOptions { CompressionMethod = CompressionMethod.Zstd }, cancellationToken: cancellationToken).ConfigureAwait(false));

    public Task AddAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken) => ArchiveRows.WriteAsync(_parquet, entries, cancellationToken);

    public ValueTask DisposeAsync() => _parquet.DisposeAsync();
}
