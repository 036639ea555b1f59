using Manidala.Storage;
using Parquet;

namespace Manidala.Training.Archives;

/// <summary>Writes one file of an archive under a temporary name, and gives it its own only when it was read back and holds what it should.</summary>
internal sealed class ArchiveWriter : IAsyncDisposable
{
    private const string Unfinished = ".unfinished";

    private readonly ArchiveDigest _digest = new();
    private readonly string _folder;
    private readonly string _temporary;
    private readonly FileStream _file;
    private readonly ParquetWriter _parquet;
    private ArchiveStamp _stamp;
    private bool _isOpen = true;

    private ArchiveWriter(string folder, ArchiveStamp stamp, FileStream file, ParquetWriter parquet)
    {
        _folder = folder;
        _stamp = stamp;
        _temporary = file.Name;
        _file = file;
        _parquet = parquet;
    }

    /// <summary>Takes the place of an unfinished one of that name; one that is being written elsewhere is an error.</summary>
    public static async Task<ArchiveWriter> CreateAsync(string folder, ArchiveStamp stamp, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        FileStream file = new(Path.Combine(folder, stamp.FileName + Unfinished), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        try
        {
            var options = new ParquetOptions { CompressionMethod = CompressionMethod.Zstd };
            return new ArchiveWriter(folder, stamp, file, await ParquetWriter.CreateAsync(ArchiveColumns.Schema, file, options, cancellationToken: cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Adds rows as a row group of their own.</summary>
    public async Task AddAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return;
        }

        foreach (JournalEntry entry in entries)
        {
            _digest.Add(entry);
        }

        await ArchiveRows.WriteAsync(_parquet, entries, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the file, has it on the disk, reads it back, and puts it in its place. What was there under its name is replaced at once and whole.</summary>
    public async Task<ArchivedFile> PublishAsync(CancellationToken cancellationToken)
    {
        _stamp = _stamp with { Rows = _digest.Rows, Sha256 = _digest.Complete() };
        _parquet.CustomMetadata = _stamp.ToMetadata();
        await _parquet.DisposeAsync().ConfigureAwait(false);
        _file.Flush(flushToDisk: true);
        await _file.DisposeAsync().ConfigureAwait(false);
        _isOpen = false;
        await ArchiveReader.VerifyAsync(_temporary, _stamp, cancellationToken).ConfigureAwait(false);
        string path = Path.Combine(_folder, _stamp.FileName);
        File.Move(_temporary, path, overwrite: true);
        FolderFlush.Flush(_folder);
        return new ArchivedFile(path, _stamp);
    }

    /// <summary>Removes what was not published.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isOpen)
        {
            await _parquet.DisposeAsync().ConfigureAwait(false);
            await _file.DisposeAsync().ConfigureAwait(false);
        }

        File.Delete(_temporary);
        _digest.Dispose();
    }
}
