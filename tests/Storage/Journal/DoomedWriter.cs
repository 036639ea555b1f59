using System.Globalization;
using Manidala.Engine.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Storage.Tests.Journal;

/// <summary>
/// A process that appends from several tasks and writes each acknowledged event to its output, until it is killed: the other half of
/// <see cref="AcknowledgedIsDurableTests"/>.
/// </summary>
internal static class DoomedWriter
{
    public const string Argument = "--doomed-writer";
    private const int Tasks = 8;

    public static async Task<int> RunAsync(string[] args)
    {
        DatabaseOptions options = new() { DataDirectory = args[0], PostgresConnectionString = args.ElementAtOrDefault(1) };
        await using ManidalaDatabase database =
            await ManidalaDatabase.OpenAsync(options, NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(task => AppendForeverAsync(database.Journal, task)));
        return 0;
    }

    private static async Task AppendForeverAsync(IInteractionJournal journal, int task)
    {
        for (int i = 0; ; i++)
        {
            IReadOnlyList<AppendResult> results =
                await journal.AppendAsync([new Interaction($"{i}", $"u{task}", $"{task}/{i}", "view", i, 1)], CancellationToken.None);
            string line = string.Create(CultureInfo.InvariantCulture, $"{results[0].Sequence} {task}/{i}");
            lock (Console.Out)
            {
                Console.Out.WriteLine(line);
                Console.Out.Flush();
            }
        }
    }
}
