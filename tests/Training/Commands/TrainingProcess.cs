using System.Diagnostics;
using System.Text.Json;

namespace Manidala.Training.Tests.Commands;

/// <summary>The trainer as a process of its own, so that it can be killed.</summary>
internal sealed class TrainingProcess : IDisposable
{
    private readonly Process _process;

    public TrainingProcess(params string[] arguments)
        : this(new Dictionary<string, string>(), arguments)
    {
    }

    public TrainingProcess(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath! : "dotnet")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Manidala.Training.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
    }

    /// <summary>The error output, line by line as it comes; null at its end.</summary>
    public Task<string?> ReadLineAsync() => _process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();

    /// <summary>Ends the process at once after so many lines of its output, as a power cut would.</summary>
    public async Task KillAfterAsync(int lines)
    {
        for (int line = 0; line < lines; line++)
        {
            await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        }

        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for the first line of progress that fits, and ends the process at once, as a power cut would.</summary>
    /// <returns>Whether there was such a line before the process ended by itself.</returns>
    public async Task<bool> KillAtAsync(Func<JsonElement, bool> isThere)
    {
        while (await ReadLineAsync() is { } line)
        {
            if (line.StartsWith('{') && isThere(JsonDocument.Parse(line).RootElement))
            {
                _process.Kill();
                await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
                return true;
            }
        }

        return false;
    }

    public async Task<(int Code, string Out, List<string> Errors)> WaitAsync()
    {
        Task<string> output = _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = new List<string>();
        while (await ReadLineAsync() is { } line)
        {
            errors.Add(line);
        }

        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, await output, errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
