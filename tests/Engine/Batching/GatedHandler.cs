using System.Collections.Concurrent;

namespace Manidala.Engine.Tests.Batching;

/// <summary>A batch handler that a test lets through batch by batch.</summary>
internal sealed class GatedHandler : IDisposable
{
    private readonly SemaphoreSlim _entered = new(0);
    private readonly SemaphoreSlim _gate = new(0);

    /// <summary>The numbers of each batch's requests, in order.</summary>
    public ConcurrentQueue<int[]> Batches { get; } = new();

    public ConcurrentQueue<string?> ThreadNames { get; } = new();

    public Exception? Failure { get; set; }

    public void Handle(ReadOnlySpan<TestRequest> batch)
    {
        var requests = batch.ToArray();
        Batches.Enqueue([.. requests.Select(request => request.Number)]);
        ThreadNames.Enqueue(Thread.CurrentThread.Name);
        _entered.Release();
        _gate.Wait();
        if (Failure is { } failure)
        {
            throw failure;
        }

        foreach (TestRequest request in requests)
        {
            request.Complete();
        }
    }

    /// <summary>Waits until a batch is being handled.</summary>
    public Task EnteredAsync() => _entered.WaitAsync(TestContext.Current.CancellationToken);

    public void LetThrough(int batches) => _gate.Release(batches);

    public void Dispose()
    {
        _entered.Dispose();
        _gate.Dispose();
    }
}
