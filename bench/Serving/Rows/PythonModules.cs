using System.Diagnostics;

namespace Manidala.Bench.Serving.Rows;

/// <summary>What an installed Python can import.</summary>
internal static class PythonModules
{
    /// <returns>The first that cannot be imported, or Python itself; null where all can.</returns>
    public static async Task<string?> FirstMissingAsync(string python, IReadOnlyList<string> modules, CancellationToken cancellationToken)
    {
        if (!File.Exists(python))
        {
            return python;
        }

        foreach (string module in modules)
        {
            using Process process = Process.Start(new ProcessStartInfo(python, ["-c", $"import {module}"]) { RedirectStandardError = true })!;
            await process.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            if (process.ExitCode != 0)
            {
                return module;
            }
        }

        return null;
    }
}
