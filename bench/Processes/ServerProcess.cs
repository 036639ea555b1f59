using System.Diagnostics;
using System.Globalization;

namespace Manidala.Bench.Processes;

/// <summary>A server that is measured, from when it is ready until this object goes. One caller at a time.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int LastLines = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly Process _process;
    private readonly Queue<string> _lines = new();
    private readonly TextWriter? _log;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDisposed;

    private ServerProcess(ProcessStartInfo start, string readyLine, TextWriter? log)
    {
        _log = log;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data, readyLine);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, readyLine);
    }

    /// <summary>Seconds from its start until it was ready.</summary>
    public double ReadySeconds { get; private set; }

    public int Id => _process.Id;

    /// <summary>Whether it ended, by itself or because it was ended.</summary>
    public bool HasExited => _isDisposed || _process.HasExited;

    /// <summary>MiB of memory that it has now, as the kernel counts them; 0 where there is no /proc.</summary>
    public double ResidentMiB
    {
        get
        {
            string status = string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status");
            string? line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)) : null;
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <summary>Files and sockets that it has open; 0 where there is no /proc.</summary>
    public int Handles => CountIn("fd");

    /// <summary>0 where there is no /proc.</summary>
    public int Threads => CountIn("task");

    /// <summary>Starts a program and waits for a line of its output.</summary>
    /// <param name="environment">Variables that differ from ours; null takes one out.</param>
    /// <param name="log">Gets everything that it writes; goes with the process.</param>
    /// <exception cref="InvalidOperationException">It ended before; the message has its last lines.</exception>
    public static async Task<ServerProcess> StartAsync(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string?> environment,
        string readyLine,
        CancellationToken cancellationToken,
        TextWriter? log = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        var server = new ServerProcess(start, readyLine, log);
        try
        {
            await server.UntilReadyAsync(cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits until its memory grows no more: what a load leaves behind is collected and given back in the seconds after.</summary>
    public async Task<double> SettledMiBAsync(CancellationToken cancellationToken)
    {
        const int Most = 8;
        const double Still = 0.01;
        double before = double.MaxValue;
        for (int second = 0; second < Most && Math.Abs(ResidentMiB - before) > Still * before; second++)
        {
            before = ResidentMiB;
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false);
        }

        return ResidentMiB;
    }

    /// <summary>Asks it to end, so that it writes what it holds, and waits.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await SignalAsync("TERM", cancellationToken).ConfigureAwait(false);
        await UntilEndedAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends it a signal by name, as <c>STOP</c> or <c>CONT</c>.</summary>
    public async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        using Process kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until it ended, whyever.</summary>
    public Task UntilEndedAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Ends it at once; may be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            // With its children: a peer's workers would otherwise stay, and hold the output open that is waited for.
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync().ConfigureAwait(false);
        }

        _process.Dispose();
        lock (_lines)
        {
            _log?.Dispose();
        }
    }

    private int CountIn(string folder)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/{folder}");
        return Directory.Exists(path) ? Directory.EnumerateFileSystemEntries(path).Count() : 0;
    }

    private async Task UntilReadyAsync(CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Task ended = _process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(_ready.Task, ended).WaitAsync(Patience, cancellationToken).ConfigureAwait(false) == ended && !_ready.Task.IsCompleted)
        {
            await ended.ConfigureAwait(false);
            throw new InvalidOperationException($"The server ended before it was ready:\n{string.Join('\n', _lines)}");
        }

        ReadySeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private void Take(string? line, string readyLine)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Enqueue(line);
            if (!_isDisposed)
            {
                _log?.WriteLine(line);
            }

            if (_lines.Count > LastLines)
            {
                _lines.Dequeue();
            }
        }

        if (line.Contains(readyLine, StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }
}
