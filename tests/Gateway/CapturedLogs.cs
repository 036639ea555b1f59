using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Manidala.Gateway.Tests;

/// <summary>Keeps what is logged for a test to look at.</summary>
public sealed class CapturedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Text, TaskCompletionSource Seen)> _awaited = [];

    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = [];

    /// <summary>Completes with the next line that contains this text.</summary>
    public Task SeenAsync(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited.Enqueue((text, seen));
        return seen.Task;
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
    }

    private void Take(LogLevel level, string text)
    {
        Lines.Enqueue((level, text));
        foreach (var (awaited, seen) in _awaited)
        {
            if (text.Contains(awaited, StringComparison.Ordinal))
            {
                seen.TrySetResult();
            }
        }
    }

    private sealed class Logger(CapturedLogs logs) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs.Take(logLevel, formatter(state, exception) + exception);
    }
}
