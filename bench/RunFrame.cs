using System.CommandLine;
using Manidala.Engine.Model;

namespace Manidala.Bench;

/// <summary>What long runs have in common: a scratch folder that goes with them, a line where they fail, and a status for what they found.</summary>
internal static class RunFrame
{
    /// <summary>It could not be run, or what ran was not as it should be.</summary>
    public const int Failed = 1;

    /// <summary>It ran to its end and found something that does not hold, or that became worse.</summary>
    public const int Found = 3;

    /// <param name="run">Gets the words and the scratch folder, and answers the status.</param>
    public static Command Run(this Command command, Func<ParseResult, string, CancellationToken, Task<int>> run)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string scratch = Directory.CreateTempSubdirectory($"manidala-{command.Name}-").FullName;
            try
            {
                return await run(parsed, scratch, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is InvalidBundleException or InvalidDataException or IOException or InvalidOperationException or HttpRequestException or TimeoutException)
            {
                await Console.Error.WriteLineAsync($"manidala: {failure.Message}").ConfigureAwait(false);
                return Failed;
            }
            finally
            {
                Directory.Delete(scratch, recursive: true);
            }
        });
        return command;
    }

    /// <summary>The command as it was given, but for folders and files of this machine.</summary>
    public static string LineOf(ParseResult parsed) =>
        "./manidala " + string.Join(' ', parsed.Tokens.Select(token => Path.IsPathRooted(token.Value) ? $"…/{Path.GetFileName(token.Value)}" : token.Value));
}
