using System.ComponentModel;
using System.Diagnostics;

namespace Manidala.Bench.Processes;

/// <summary>Which sources this program was built of.</summary>
internal static class SourceCommit
{
    /// <returns>The short name of the commit that is checked out; null without git or a repository.</returns>
    public static async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            string[] words = ["-C", AppContext.BaseDirectory, "rev-parse", "--short", "HEAD"];
            using Process git = Process.Start(new ProcessStartInfo("git", words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string name = await git.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await git.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return git.ExitCode == 0 ? name.Trim() : null;
        }
        catch (Win32Exception)
        {
            return null; // There is no git here.
        }
    }
}
