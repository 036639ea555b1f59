using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Manidala.Engine.Retrieval;

/// <summary>The files of built indexes, and of the vectors that they are of, in one folder. Processes may share one. Thread-safe.</summary>
public sealed partial class IndexCache(string folder, TimeProvider time, ILogger<IndexCache> logger)
{
    internal const string PartialEnding = ".partial";

    private const string Ending = ".index";

    // Raised with every change of what a build gives or of how it is written.
    private const int Format = 1;

    // The model that serves and the one before it, to which people go back.
    private const int Kept = 2;

    private const int DigitsOfName = 16;

    // Nobody writes for so long: a process ended that did.
    private static readonly TimeSpan LeftBehind = TimeSpan.FromHours(1);

    private readonly ILogger _logger = logger;

    /// <param name="version">Begins the file's name.</param>
    /// <param name="model">Tells the model from all others.</param>
    internal CachedIndex Of(string version, ReadOnlySpan<byte> model, RetrievalOptions options)
    {
        string settings = string.Create(
            CultureInfo.InvariantCulture, $"{Format} {options.Index} {options.ExactBudget.Ticks} {options.Recall:R} {Convert.ToHexString(SHA256.HashData(model))}");
        byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes(settings));
        return new CachedIndex(Path.Combine(folder, $"{version}.{Convert.ToHexStringLower(key)[..DigitsOfName]}{Ending}"), key, time, _logger);
    }

    /// <summary>Rows whose vectors, where they are many, are the system's to keep in memory or not.</summary>
    /// <exception cref="ArgumentException">They are no rows.</exception>
    internal ItemVectors Hold(ReadOnlySpan<float> vectors, ReadOnlySpan<float> bias, int dimension, RetrievalOptions options)
    {
        if (vectors.Length * (long)sizeof(float) >> 20 < options.MapFromMiB || vectors.IsEmpty)
        {
            return new ItemVectors(vectors, bias, dimension);
        }

        try
        {
            Directory.CreateDirectory(folder);
            return new ItemVectors(vectors, bias, dimension, Path.Combine(folder, $"vectors{Ending}.{Path.GetRandomFileName()}{PartialEnding}"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotMapped(folder, failure.Message);
            return new ItemVectors(vectors, bias, dimension);
        }
    }

    /// <summary>Deletes all but the files used last, and what interrupted writes left.</summary>
    public void DeleteOld()
    {
        try
        {
            FileInfo[] files = Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles($"*{Ending}*") : [];
            IEnumerable<FileInfo> old = files.Where(file => file.Extension == Ending).OrderByDescending(file => file.LastWriteTimeUtc).Skip(Kept);
            IEnumerable<FileInfo> left = files.Where(file => file.Extension == PartialEnding && file.LastWriteTimeUtc < time.GetUtcNow() - LeftBehind);
            foreach (FileInfo file in old.Concat(left))
            {
                Delete(file.FullName);
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // They only take room.
        }
    }

    internal static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
            // It only takes room.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The items' vectors stay in the process's own memory, because {Folder} could not take them: {Reason}")]
    private partial void LogNotMapped(string folder, string reason);
}
