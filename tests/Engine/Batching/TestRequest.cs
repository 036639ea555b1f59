using Manidala.Engine.Batching;

namespace Manidala.Engine.Tests.Batching;

/// <summary>A request that tells how it ended; its caller's code runs as a continuation of <see cref="Ended"/>.</summary>
internal sealed class TestRequest(int number) : IBatchRequest
{
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Number { get; } = number;

    public Task<string> Ended => _ended.Task;

    /// <summary>Ends once the queue has let go, and fails where it does so twice.</summary>
    public Task ReleasedByQueue => _released.Task;

    public bool IsSettled => _ended.Task.IsCompleted;

    public void Complete() => _ended.TrySetResult("done");

    public void Expire() => _ended.TrySetResult("expired");

    public void Fail(Exception reason) => _ended.TrySetResult($"failed: {reason.Message}");

    public void Released() => _released.SetResult();
}
