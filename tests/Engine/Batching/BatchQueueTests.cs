using Manidala.Engine.Batching;
using Manidala.Engine.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Engine.Tests.Batching;

public sealed class BatchQueueTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(500);

    private readonly FakeTimeProvider _time = new();
    private readonly TestMetrics _metrics = new();
    private readonly GatedHandler _handler = new();

    [Fact]
    public async Task TryEnqueue_Idle_LeavesAtOnceAlone()
    {
        await using BatchQueue<TestRequest> queue = Queue();
        _handler.LetThrough(1);
        var request = new TestRequest(1);

        Assert.True(queue.TryEnqueue(request));

        Assert.Equal("done", await request.Ended);
        Assert.Equal([[1]], _handler.Batches);
    }

    [Fact]
    public async Task TryEnqueue_WhileABatchRuns_NextBatchIsAllThatWaitsUpToTheMaximum()
    {
        await using BatchQueue<TestRequest> queue = Queue(maxBatch: 4);
        TestRequest[] requests = await EnqueueBehindFirstAsync(queue, 7);

        _handler.LetThrough(3);
        await Task.WhenAll(requests.Select(request => request.Ended));

        Assert.Equal([[0], [1, 2, 3, 4], [5, 6]], _handler.Batches);
        Assert.Equal(["test queue"], _handler.ThreadNames.Distinct());
        Assert.Equal(7, _metrics.Sum("manidala.batch.size"));
    }

    [Fact]
    public async Task TryEnqueue_Full_IsRefusedAndCounted()
    {
        await using BatchQueue<TestRequest> queue = Queue(capacity: 2);
        await EnqueueBehindFirstAsync(queue, 3);
        var refused = new TestRequest(9);

        Assert.False(queue.TryEnqueue(refused));

        Assert.False(refused.IsSettled);
        Assert.Equal(1, _metrics.Sum("manidala.batch.rejected"));
        _handler.LetThrough(2);
    }

    [Fact]
    public async Task Deadline_PassesWhileTheBatchIsStuck_EndsRequestsInLineAndInFlight()
    {
        await using BatchQueue<TestRequest> queue = Queue();
        TestRequest[] requests = await EnqueueBehindFirstAsync(queue, 3);

        _time.Advance(Deadline);

        Assert.Equal(["expired", "expired", "expired"], await Task.WhenAll(requests.Select(request => request.Ended)));
        Assert.Equal(3, _metrics.Sum("manidala.batch.expired"));
        _handler.LetThrough(1);
        await requests[0].ReleasedByQueue;
        Assert.Equal([[0]], _handler.Batches);
    }

    [Fact]
    public async Task Deadline_PassesForTheOlderOnly_TheYoungerIsComputed()
    {
        await using BatchQueue<TestRequest> queue = Queue();
        await EnqueueBehindFirstAsync(queue, 1);
        _time.Advance(Deadline / 2);
        var younger = new TestRequest(7);
        queue.TryEnqueue(younger);

        _time.Advance(Deadline / 2);
        Assert.False(younger.IsSettled);
        _handler.LetThrough(2);

        Assert.Equal("done", await younger.Ended);
    }

    [Fact]
    public async Task Deadline_OfTheYoungerToo_IsWatchedAfterTheFirst()
    {
        await using BatchQueue<TestRequest> queue = Queue();
        await EnqueueBehindFirstAsync(queue, 1);
        _time.Advance(Deadline / 2);
        var younger = new TestRequest(7);
        queue.TryEnqueue(younger);

        _time.Advance(Deadline / 2);
        _time.Advance(Deadline / 2);

        Assert.Equal("expired", await younger.Ended);
        _handler.LetThrough(1);
    }

    [Fact]
    public async Task Deadline_PassedInLine_FreesItsPlace()
    {
        await using BatchQueue<TestRequest> queue = Queue(capacity: 1);
        await EnqueueBehindFirstAsync(queue, 2);

        _time.Advance(Deadline);

        Assert.True(queue.TryEnqueue(new TestRequest(5)));
        _handler.LetThrough(2);
    }

    [Fact]
    public async Task Handler_Throws_ThatBatchFailsAndTheNextIsServed()
    {
        await using BatchQueue<TestRequest> queue = Queue();
        _handler.Failure = new InvalidOperationException("boom");
        TestRequest[] failing = await EnqueueBehindFirstAsync(queue, 1);
        _handler.LetThrough(1);
        Assert.Equal("failed: boom", await failing[0].Ended);
        await failing[0].ReleasedByQueue;
        _handler.Failure = null;
        var next = new TestRequest(1);

        queue.TryEnqueue(next);
        _handler.LetThrough(1);

        Assert.Equal("done", await next.Ended);
        Assert.Equal(1, _metrics.Sum("manidala.batch.failed"));
    }

    [Fact]
    public async Task TakeBatch_RequestSettledInLine_IsLeftOut()
    {
        await using BatchQueue<TestRequest> queue = Queue();
        TestRequest[] requests = await EnqueueBehindFirstAsync(queue, 3);

        requests[1].Complete();
        _handler.LetThrough(2);
        await requests[2].Ended;

        Assert.Equal([[0], [2]], _handler.Batches);
        await requests[1].ReleasedByQueue;
    }

    [Fact]
    public async Task DisposeAsync_RequestsWait_AnswersThemAndTakesNoMore()
    {
        BatchQueue<TestRequest> queue = Queue();
        TestRequest[] requests = await EnqueueBehindFirstAsync(queue, 5);

        ValueTask disposing = queue.DisposeAsync();
        Assert.False(queue.TryEnqueue(new TestRequest(9)));
        _handler.LetThrough(2);
        await disposing;

        Assert.All(requests, request => Assert.Equal("done", request.Ended.Result));
        Assert.Equal(0, _metrics.Sum("manidala.batch.queue_depth"));
    }

    [Fact]
    public async Task DisposeAsync_Idle_EndsTheThread()
    {
        BatchQueue<TestRequest> queue = Queue();

        await queue.DisposeAsync();

        Assert.False(queue.TryEnqueue(new TestRequest(1)));
    }

    [Fact]
    public async Task TryEnqueue_ManyThreads_EveryRequestEndsOnceAndIsReleased()
    {
        await using var queue = new BatchQueue<TestRequest>("test queue", CompleteAll, Options(64, 1_000_000), _time, _metrics.Engine, NullLogger.Instance);
        TestRequest[] requests = [.. Enumerable.Range(0, 20_000).Select(number => new TestRequest(number))];

        Parallel.ForEach(requests, request => Assert.True(queue.TryEnqueue(request)));
        await Task.WhenAll(requests.Select(request => request.ReleasedByQueue));

        Assert.All(requests, request => Assert.Equal("done", request.Ended.Result));
        Assert.Equal(0, _metrics.Sum("manidala.batch.queue_depth"));
    }

    public void Dispose()
    {
        _handler.Dispose();
        _metrics.Dispose();
    }

    private static BatchingOptions Options(int maxBatch, int capacity) =>
        new() { MaxBatchSize = maxBatch, QueueCapacity = capacity, Deadline = Deadline };

    private static void CompleteAll(ReadOnlySpan<TestRequest> batch)
    {
        foreach (TestRequest request in batch)
        {
            request.Complete();
        }
    }

    private BatchQueue<TestRequest> Queue(int maxBatch = 256, int capacity = 4096) =>
        new("test queue", _handler.Handle, Options(maxBatch, capacity), _time, _metrics.Engine, NullLogger.Instance);

    /// <summary>Request 0 is being handled when the others are put in line.</summary>
    private async Task<TestRequest[]> EnqueueBehindFirstAsync(BatchQueue<TestRequest> queue, int count)
    {
        TestRequest[] requests = [.. Enumerable.Range(0, count).Select(number => new TestRequest(number))];
        Assert.True(queue.TryEnqueue(requests[0]));
        await _handler.EnteredAsync();
        Assert.All(requests[1..], request => Assert.True(queue.TryEnqueue(request)));
        return requests;
    }
}
