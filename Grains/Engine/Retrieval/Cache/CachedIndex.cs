using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Manidala.Engine.Retrieval;

/// <summary>The file of one approximate index, which spares the next start to build it. A file that is not whole, or another's, counts as none.</summary>
/// <param name="key">Names what the index was made of, and how.</param>
internal sealed partial class CachedIndex(string path, ReadOnlyMemory<byte> key, TimeProvider time, ILogger logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>The index of the file; null where there is none that fits.</summary>
    public (ItemIndex Index, IndexReport Report)? Read(ItemVectors vectors, ParallelOptions parallel)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            (ItemIndex index, IndexReport report) = Parse(File.ReadAllBytes(path), vectors, parallel);
            Touch();
            return (index, report with { BuildTime = Stopwatch.GetElapsedTime(started) });
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            LogRefused(path, unreadable.Message);
            return null;
        }
    }

    /// <summary>Writes the file whole or not at all; where that fails, the next start builds the index again.</summary>
    public void Write(ApproximateSearch search, SearchEffort effort, IndexReport report)
    {
        string partial = $"{path}.{Path.GetRandomFileName()}{IndexCache.PartialEnding}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = new IndexFileWriter(partial))
            {
                file.WriteMany(key.Span);
                file.Write(effort);
                file.Write(report.Recall);
                file.Write(report.ExactSearch);
                file.Write(report.Search);
                search.Write(file);
                file.Finish();
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(path, failure.Message);
            IndexCache.Delete(partial);
        }
    }

    private (ItemIndex Index, IndexReport Report) Parse(ReadOnlySpan<byte> bytes, ItemVectors vectors, ParallelOptions parallel)
    {
        var file = new IndexFileReader(bytes);
        IndexFileReader.RefuseUnless(file.ReadMany<byte>().AsSpan().SequenceEqual(key.Span), "it is of another model, of other options or of another program");
        SearchEffort effort = file.Read<SearchEffort>();
        double recall = file.Read<double>();
        TimeSpan exactSearch = file.Read<TimeSpan>();
        TimeSpan measured = file.Read<TimeSpan>();
        ApproximateSearch search = ApproximateSearch.Read(ref file, vectors, parallel);
        file.End();
        var index = new ItemIndex(vectors, search, effort);
        return (index, new IndexReport(false, vectors.Count, exactSearch, measured, recall, TimeSpan.Zero, index.Bytes) { IsFromFile = true });
    }

    // The time says which files were used last, for those that are deleted.
    private void Touch()
    {
        try
        {
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
        }
        catch (Exception readOnly) when (readOnly is IOException or UnauthorizedAccessException)
        {
            // Then nothing is deleted there, either.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index in {Path} is not taken and is built anew: {Reason}")]
    private partial void LogRefused(string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index could not be written to {Path} and will be built again at the next start: {Reason}")]
    private partial void LogNotWritten(string path, string reason);
}
