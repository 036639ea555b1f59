using System.Threading.Channels;
using Manidala.Training.Commands;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Training.Tests.Commands;

public sealed class TrainingScheduleTests
{
    private readonly WaitingTime _time = new();
    private readonly StringWriter _notices = new();
    private readonly Channel<DateTimeOffset> _rounds = Channel.CreateUnbounded<DateTimeOffset>();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private long _horizon = 100;
    private int _failures;

    [Fact]
    public async Task Run_EverySixHours_TrainsAtOnceAndThenEverySixHours()
    {
        DateTimeOffset start = _time.GetUtcNow();
        Task running = Run(TimeSpan.FromHours(6), null);

        await _time.IdleAsync();
        _time.Advance(TimeSpan.FromHours(6));
        await _time.IdleAsync();
        _time.Advance(TimeSpan.FromHours(5));
        _time.Advance(TimeSpan.FromHours(1));
        await _time.IdleAsync();
        await StopAsync(running);

        Assert.Equal([start, start.AddHours(6), start.AddHours(12)], Rounds());
    }

    [Fact]
    public async Task Run_NewInteractions_TrainsOnlyWhenEnoughHaveCome()
    {
        Task running = Run(null, 50);

        await _time.IdleAsync();
        _horizon = 149;
        _time.Advance(TrainingSchedule.Poll);
        await _time.IdleAsync();
        Assert.Empty(Rounds());
        _horizon = 150;
        _time.Advance(TrainingSchedule.Poll);
        await _time.IdleAsync();
        _time.Advance(TrainingSchedule.Poll);
        await _time.IdleAsync();
        await StopAsync(running);

        Assert.Single(Rounds());
    }

    [Fact]
    public async Task Run_FailingRound_IsSaidAndTriedAgain()
    {
        _failures = 1;
        DateTimeOffset start = _time.GetUtcNow();
        Task running = Run(TimeSpan.FromHours(1), null);

        await _time.IdleAsync();
        Assert.Empty(Rounds());
        Assert.Contains("this round failed: no room", _notices.ToString(), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromHours(1));
        await _time.IdleAsync();
        await StopAsync(running);

        Assert.Equal([start.AddHours(1)], Rounds());
    }

    [Fact]
    public async Task Run_FailingRoundOfNewInteractions_RestsBeforeItIsTriedAgain()
    {
        _failures = 1;
        _horizon = 1000;
        DateTimeOffset start = _time.GetUtcNow();
        Task running = Run(null, 50);

        await _time.IdleAsync();
        _time.Advance(TrainingSchedule.Poll);
        await _time.IdleAsync();
        Assert.Empty(Rounds());
        _time.Advance(TrainingSchedule.Rest);
        await _time.IdleAsync();
        await StopAsync(running);

        Assert.Equal([start + TrainingSchedule.Poll + TrainingSchedule.Rest], Rounds());
    }

    private Task Run(TimeSpan? every, long? newInteractions) => new TrainingSchedule(_time, _notices, every, newInteractions).RunAsync(
        _ => Task.FromResult<long?>(100),
        _ => Task.FromResult(_horizon),
        _ =>
        {
            if (_failures-- > 0)
            {
                throw new CommandException("no room.");
            }

            _rounds.Writer.TryWrite(_time.GetUtcNow());
            return Task.FromResult(_horizon);
        },
        _stop.Token);

    private List<DateTimeOffset> Rounds()
    {
        var rounds = new List<DateTimeOffset>();
        while (_rounds.Reader.TryRead(out DateTimeOffset round))
        {
            rounds.Add(round);
        }

        return rounds;
    }

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await running;
        Assert.Contains("the schedule has ended", _notices.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A clock that tells when somebody waits for it.</summary>
    private sealed class WaitingTime : FakeTimeProvider
    {
        private readonly SemaphoreSlim _timers = new(0);

        public Task IdleAsync() => _timers.WaitAsync(TestContext.Current.CancellationToken);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            _timers.Release();
            return timer;
        }
    }
}
