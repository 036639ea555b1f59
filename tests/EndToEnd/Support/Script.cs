using System.Diagnostics;

namespace Manidala.EndToEnd.Tests.Support;

/// <summary>How a call of the script ended.</summary>
internal sealed record ScriptResult(int ExitCode, string Output, string Errors);

/// <summary>Calls <c>./manidala</c>. The programs are built: `./manidala test` marks them so, and a build that finds nothing new takes seconds.</summary>
internal static class Script
{
    public static async Task<ScriptResult> RunAsync(params string[] words)
    {
        var start = new ProcessStartInfo(Path.Combine(Programs.Root, "manidala"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string word in words)
        {
            start.ArgumentList.Add(word);
        }

        ManidalaProcess.RemoveSettings(start);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ScriptResult(process.ExitCode, await output, await errors);
    }
}
