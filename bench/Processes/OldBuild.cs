using System.ComponentModel;

namespace Manidala.Bench.Processes;

/// <summary>A build of an earlier commit of these sources, made in a folder of its own. The repository's own files stay as they are.</summary>
internal static class OldBuild
{
    private static readonly string[] Projects = ["Silo/Manidala.Silo.csproj", "Gateway/Manidala.Gateway.csproj", "Training/Manidala.Training.csproj"];

    /// <param name="commit">Anything that git takes for one.</param>
    /// <param name="folder">Empty, or not there.</param>
    /// <exception cref="InvalidOperationException">There is no such commit, or it cannot be built.</exception>
    public static async Task<ProgramSet> MakeAsync(string commit, string folder, CancellationToken cancellationToken)
    {
        try
        {
            var git = new ManidalaCommandLine("git", ["-C", AppContext.BaseDirectory]);
            string repository = (await git.RunAsync(["rev-parse", "--show-toplevel"], cancellationToken).ConfigureAwait(false)).Trim();
            git = new ManidalaCommandLine("git", ["-C", repository]);
            await git.RunAsync(["worktree", "add", "--quiet", "--detach", folder, commit], cancellationToken).ConfigureAwait(false);
            try
            {
                foreach (string project in Projects)
                {
                    await new ManidalaCommandLine("dotnet").RunAsync(
                        ["build", Path.Combine(folder, project), "-c", "Release", "--nologo", "-v", "quiet", "--disable-build-servers"], cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                // The files stay, and are no work tree any more.
                File.Delete(Path.Combine(folder, ".git"));
                await git.RunAsync(["worktree", "prune"], CancellationToken.None).ConfigureAwait(false);
            }

            return ProgramSet.In(folder);
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException($"an earlier commit is built with git and the .NET SDK: {missing.Message}", missing);
        }
    }
}
