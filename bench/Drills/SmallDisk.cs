using System.Diagnostics;
using System.Globalization;

namespace Manidala.Bench.Drills;

/// <summary>A small file system in memory, to be filled to its last byte and emptied again. One caller at a time.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int ChunkBytes = 4096;

    private SmallDisk(string path) => Path = path;

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <exception cref="NotPossibleHereException">It takes root to mount one, or this place does not allow it.</exception>
    public static async Task<SmallDisk> MountAsync(string path, int mib, CancellationToken cancellationToken)
    {
        if (Environment.UserName != "root")
        {
            throw new NotPossibleHereException($"the drill mounts a small file system of its own, and {Environment.UserName} may not: run it as root.");
        }

        Directory.CreateDirectory(path);
        try
        {
            await RunAsync(["mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={mib}m,mode=0777"), "tmpfs", path], cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException refused)
        {
            throw new NotPossibleHereException($"the drill mounts a small file system of its own, which is not to be had here: {refused.Message}", refused);
        }

        return new SmallDisk(path);
    }

    /// <summary>Leaves no byte. What others free meanwhile is theirs.</summary>
    public void Fill()
    {
        byte[] chunk = new byte[ChunkBytes];
        try
        {
            using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
            {
                ballast.Write(chunk);
            }
        }
        catch (IOException) when (new DriveInfo(Path).AvailableFreeSpace < ChunkBytes)
        {
            // Full, as it should be.
        }
    }

    public void Free() => File.Delete(Ballast);

    /// <summary>Possible while nobody has a file open for writing.</summary>
    public Task RemountAsync(bool isReadOnly, CancellationToken cancellationToken) => RunAsync(["mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", Path], cancellationToken);

    public async ValueTask DisposeAsync() => await RunAsync(["umount", Path], CancellationToken.None).ConfigureAwait(false);

    private static async Task RunAsync(string[] words, CancellationToken cancellationToken)
    {
        using Process process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true })!;
        string errors = await process.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', words)} ended with {process.ExitCode}: {errors.Trim()}");
        }
    }
}
