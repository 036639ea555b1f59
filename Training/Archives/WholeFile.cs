namespace Manidala.Training.Archives;

/// <summary>A file that has its name only when all of it is on the disk.</summary>
internal static class WholeFile
{
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        string unfinished = path + ".unfinished";
        try
        {
            FileStream file = new(unfinished, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
            await using (file.ConfigureAwait(false))
            {
                await write(file).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
