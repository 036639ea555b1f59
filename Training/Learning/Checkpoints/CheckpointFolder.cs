using System.Globalization;

namespace Manidala.Training.Learning;

/// <summary>The checkpoints of one training: the newest two and the one with the best weights.</summary>
internal sealed class CheckpointFolder(string folder)
{
    private const string Extension = ".checkpoint";
    private const int Kept = 2;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<string> Files => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder, $"step-*{Extension}").Order(StringComparer.Ordinal)]
        : [];

    public string? Newest => Files.Count == 0 ? null : Files[^1];

    /// <summary>What a crash leaves of a checkpoint that was being written; the next one overwrites it.</summary>
    private string Partial => Path.Combine(folder, "writing.partial");

    /// <summary>
    /// Writes a checkpoint as far as the system's memory. What is returned waits until it is on the disk, gives it its name and removes those that are no longer
    /// needed; weights may move meanwhile. The next one may begin when it is done.
    /// </summary>
    /// <returns>The checkpoint's path, when it is whole.</returns>
    /// <exception cref="CheckpointException">It could not be written; those before it are as they were.</exception>
    public Task<string> Save(CheckpointHeader header, IReadOnlyList<CheckpointBlock> blocks)
    {
        FileStream file = Guard(() =>
        {
            Directory.CreateDirectory(folder);
            return CheckpointFile.Write(Partial, header, blocks);
        });
        return Task.Run(() => Guard(() => Complete(file, header)));
    }

    public void Clear()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Complete(FileStream file, CheckpointHeader header)
    {
        using (file)
        {
            file.Flush(flushToDisk: true);
        }

        string path = PathOf(header.Position.Step);
        File.Move(Partial, path, overwrite: true);
        Prune(header.BestStep);
        return path;
    }

    private T Guard<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            string left = Newest is { } last ? $"the last good one is {last}" : "there is none before it";
            throw new CheckpointException(
                $"a checkpoint could not be written ({failure.Message}); {left}. Make room and give the same command again: it goes on from there.", failure);
        }
    }

    private string PathOf(int step) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"step-{step:D10}{Extension}"));

    private void Prune(int bestStep)
    {
        string best = PathOf(bestStep);
        foreach (string old in Files.SkipLast(Kept).Where(path => path != best))
        {
            File.Delete(old);
        }
    }
}
