using System.Diagnostics;

namespace Manidala.Bench.Processes;

/// <summary>A command line that users have, as a process.</summary>
/// <param name="path">The program.</param>
/// <param name="leading">Words before those of each call.</param>
/// <param name="environment">Variables that differ from ours; null takes one out.</param>
internal sealed class ManidalaCommandLine(string path, IReadOnlyList<string>? leading = null, IReadOnlyDictionary<string, string?>? environment = null)
{
    /// <summary>Runs it to its end and answers what it wrote; its error output goes to ours.</summary>
    /// <exception cref="InvalidOperationException">It ended with another status than 0.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(path, [.. leading ?? [], .. arguments]) { RedirectStandardOutput = true };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{path} did not start.");
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{path} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }
}
