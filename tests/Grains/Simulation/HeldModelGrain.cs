using System.Threading.Channels;
using Manidala.Grains.Interfaces;

namespace Manidala.Grains.Tests.Simulation;

/// <summary>The other silo: its answers come when and as the simulation says.</summary>
internal sealed class HeldModelGrain : IModelGrain
{
    private readonly Channel<HeldCall> _calls = Channel.CreateUnbounded<HeldCall>();

    public Task<StepResults> Step(StepRequests requests, CancellationToken cancellationToken)
    {
        HeldCall call = new(requests, cancellationToken);
        _calls.Writer.TryWrite(call);
        return call.Answer.Task;
    }

    public async Task<HeldCall> NextAsync() => await _calls.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
}

/// <summary>A call that has arrived at the other silo.</summary>
internal sealed record HeldCall(StepRequests Requests, CancellationToken GivenUp)
{
    public TaskCompletionSource<StepResults> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
