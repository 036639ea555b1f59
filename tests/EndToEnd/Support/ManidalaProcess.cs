using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Manidala.EndToEnd.Tests.Support;

/// <summary>One process of ours, with all that it writes; it never outlives this object.</summary>
internal sealed class ManidalaProcess : IAsyncDisposable
{
    private const int Sigterm = 15;

    // A bound against a hang, not an expectation: two busy cores start three processes at once.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];
    private readonly List<(string Text, TaskCompletionSource<string> Seen)> _awaited = [];

    private ManidalaProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data, _output);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, _errors);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    public string Errors => Joined(_errors);

    public string Output => Joined(_output);

    /// <summary>Starts a program without the settings that this process happens to have.</summary>
    public static ManidalaProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        StartCommand(["dotnet", program, .. arguments], environment);

    /// <summary>The same with whatever starts the program, such as one that changes the user first.</summary>
    public static ManidalaProcess StartCommand(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (string argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        RemoveSettings(start);

        // A server for this machine alone, so that it takes no keys; a test that wants another says so.
        (start.Environment["HOST"], start.Environment["Keys__AllowAnonymous"]) = ("127.0.0.1", "true");
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new ManidalaProcess(start);
    }

    /// <summary>Takes out the settings that this process happens to have.</summary>
    public static void RemoveSettings(ProcessStartInfo start)
    {
        foreach (string name in start.Environment.Keys.Where(IsSetting).ToArray())
        {
            start.Environment.Remove(name);
        }
    }

    /// <summary>Runs a program to its end and answers what it wrote to its output; fails the test where it fails.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using ManidalaProcess process = Start(program, arguments, environment);
        await process.ExitAsync(TimeSpan.FromMinutes(3));
        Assert.True(process.ExitCode == 0, $"{Path.GetFileName(program)} ended with {process.ExitCode}: {process.Errors}");
        return process.Output;
    }

    /// <summary>The first line, past or to come, that contains this text; throws with all output where the process ends without it.</summary>
    public async Task<string> LineAsync(string text)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_output.Concat(_errors).FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } line)
            {
                return line;
            }

            _awaited.Add((text, seen));
        }

        Task ended = _process.WaitForExitAsync();
        Task first = await Task.WhenAny(seen.Task, ended).WaitAsync(Patience);
        return first == ended && !seen.Task.IsCompleted
            ? throw new InvalidOperationException($"The process ended with {ExitCode} and without \"{text}\":\n{Output}\n{Errors}")
            : await seen.Task;
    }

    /// <summary>Ends it as a power cut would: it can write nothing more.</summary>
    public async Task Kill9Async()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, and answers its exit code.</summary>
    public async Task<int> StopAsync(TimeSpan within)
    {
        if (Kill(Id, Sigterm) != 0)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Process {Id} cannot be asked to end."));
        }

        await ExitAsync(within);
        return ExitCode;
    }

    public Task ExitAsync(TimeSpan within) => _process.WaitForExitAsync().WaitAsync(within);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Kill9Async();
        }

        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private static bool IsSetting(string name) =>
        name.StartsWith("PG", StringComparison.Ordinal) || name.StartsWith("Keys__", StringComparison.Ordinal) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
        || name is "DATABASE_URL" or "PORT" or "HOST" or "API_KEY" or "MODEL_PATH" or "LOG_LEVEL" or "POD_IP"
            or "SILO_PORT" or "SILO_GATEWAY_PORT" or "SILO_GATEWAY";

    private string Joined(List<string> lines)
    {
        lock (_gate)
        {
            return string.Join('\n', lines);
        }
    }

    private void Take(string? line, List<string> lines)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            lines.Add(line);
            foreach ((string text, TaskCompletionSource<string> seen) in _awaited)
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    seen.TrySetResult(line);
                }
            }
        }
    }
}
