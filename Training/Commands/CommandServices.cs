using Manidala.Training.Data;
using Manidala.Training.Progress;
using Spectre.Console;

namespace Manidala.Training.Commands;

/// <summary>What commands take from the process around them.</summary>
/// <param name="Out">Results only, so that <c>--json</c> can be piped.</param>
/// <param name="Error">Problems and notices.</param>
/// <param name="Environment">Reads an environment variable.</param>
internal sealed record CommandServices(
    TextWriter Out,
    TextWriter Error,
    IProgressReporter Progress,
    TimeProvider Time,
    Func<string, string?> Environment,
    HttpClient Http)
{
    // How long a server may take to say that it wants a body, before the body is sent unasked.
    private static readonly TimeSpan LongestWaitToContinue = TimeSpan.FromSeconds(5);

    public static CommandServices ForProcess()
    {
        TimeProvider time = TimeProvider.System;
        IProgressReporter progress = Console.IsErrorRedirected
            ? new PlainProgressReporter(Console.Error, time)
            : new ConsoleProgressReporter(
                AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }), time);
        return new CommandServices(
            Console.Out, Console.Error, progress, time, System.Environment.GetEnvironmentVariable,
            new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = LongestWaitToContinue }));
    }
}
