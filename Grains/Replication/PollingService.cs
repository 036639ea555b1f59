using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Manidala.Grains.Replication;

/// <summary>Does one thing at an interval and whenever it is woken; a failure is logged once until it is over, and tried again at the next turn.</summary>
public abstract partial class PollingService(TimeSpan interval, TimeProvider time, ILogger logger) : BackgroundService
{
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly TaskCompletionSource _firstSuccess = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger = logger;
    private readonly Lock _gate = new();
    private TaskCompletionSource? _requested;

    /// <summary>What went wrong at the last turn; null when it went well.</summary>
    public string? Problem { get; private set; } = "has not run yet";

    /// <summary>Completes after the first turn that went well.</summary>
    public Task FirstSuccess => _firstSuccess.Task;

    /// <summary>Asks for a turn now.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // A turn is due already.
        }
    }

    /// <summary>Asks for a turn now and waits for the end of one that began after this call.</summary>
    public Task RunNowAsync()
    {
        Task turn;
        lock (_gate)
        {
            _requested ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            turn = _requested.Task;
        }

        Wake();
        return turn;
    }

    protected abstract Task RunOnceAsync(CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new Timer(this, time, interval);
        while (!stoppingToken.IsCancellationRequested)
        {
            TaskCompletionSource? requested = TakeRequested();
            await TryOnceAsync(stoppingToken);
            requested?.SetResult();
            await _wake.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private TaskCompletionSource? TakeRequested()
    {
        lock (_gate)
        {
            TaskCompletionSource? requested = _requested;
            _requested = null;
            return requested;
        }
    }

    private async Task TryOnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunOnceAsync(stoppingToken);
            if (Problem is not null && _firstSuccess.Task.IsCompleted)
            {
                LogRecovered(GetType().Name);
            }

            Problem = null;
            _firstSuccess.TrySetResult();
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            if (Problem != failure.Message)
            {
                LogFailed(GetType().Name, failure);
            }

            Problem = failure.Message;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Service} failed and is tried again")]
    private partial void LogFailed(string service, Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Service} has recovered")]
    private partial void LogRecovered(string service);

    private sealed class Timer(PollingService service, TimeProvider time, TimeSpan interval) : IDisposable
    {
        private readonly ITimer _timer = time.CreateTimer(static state => ((PollingService)state!).Wake(), service, interval, interval);

        public void Dispose() => _timer.Dispose();
    }
}
