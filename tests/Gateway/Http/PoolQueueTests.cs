using Manidala.Gateway.Http;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Gateway.Tests.Http;

public sealed class PoolQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Queue<IThreadPoolWorkItem> _pool = new();
    private readonly PoolQueue _queue;

    public PoolQueueTests() => _queue = new(_time, item =>
    {
        _pool.Enqueue(item);
        return true;
    });

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void IsTooLong_WherePoolIsPrompt_IsFalse()
    {
        Run(rounds: 100, waitMs: 0);

        Assert.False(_queue.IsTooLong);
    }

    [Fact]
    public void IsTooLong_AfterOnePause_IsFalse()
    {
        Run(rounds: 3, waitMs: 0);
        Run(rounds: 1, waitMs: 2000);

        Assert.False(_queue.IsTooLong);
    }

    [Fact]
    public void IsTooLong_WhereTheWaitLasts_IsTrueUntilOneWaitedLittle()
    {
        Run(rounds: 6, waitMs: 300);
        _time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.True(_queue.IsTooLong);

        while (_pool.TryDequeue(out IThreadPoolWorkItem? probe))
        {
            // Those that are queued again at once have not waited.
            probe.Execute();
        }

        Assert.False(_queue.IsTooLong);
    }

    [Fact]
    public void Execute_WhileTheWaitLasts_LeavesAProbeInTheQueue()
    {
        Run(rounds: 6, waitMs: 300);

        Assert.Single(_pool);
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(6, false)]
    public void IsTooLong_ShortlyAfterAQueue_IsTrueAtOnce(int secondsLater, bool isTooLong)
    {
        Run(rounds: 6, waitMs: 300);
        Run(rounds: 1 + (secondsLater * 100), waitMs: 0);
        Run(rounds: 2, waitMs: 300);
        _time.Advance(TimeSpan.FromMilliseconds(300));

        Assert.Equal(isTooLong, _queue.IsTooLong);
    }

    private void Run(int rounds, int waitMs)
    {
        for (int round = 0; round < rounds; round++)
        {
            if (_pool.Count == 0)
            {
                _time.Advance(TimeSpan.FromMilliseconds(10));
            }

            IThreadPoolWorkItem probe = _pool.Dequeue();
            _time.Advance(TimeSpan.FromMilliseconds(waitMs));
            probe.Execute();
        }
    }
}
