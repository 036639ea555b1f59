using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Grains.Interfaces;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Manidala.Grains.Models;

/// <summary>Steps on the silos that host models: spreads this silo's users over the model grains, each with its own queue. Thread-safe.</summary>
internal sealed class RemoteStepper : IStepper, IDisposable
{
    private readonly ModelShard[] _shards;
    private uint _next;

    public RemoteStepper(
        IGrainFactory grains, IOptions<ModelHostingOptions> hosting, IOptions<FeedOptions> feeds, TimeProvider time,
        ILogger<RemoteStepper> logger)
    {
        ModelHostingOptions options = hosting.Value;
        _shards = [.. Enumerable.Range(0, options.Shards).Select(shard => new ModelShard(
            grains.GetGrain<IModelGrain>(shard), options.MaxUsersPerCall, options.QueueCapacity, feeds.Value.StepDeadline, time, logger))];
    }

    public ValueTask<StepOutcome> StepAsync(LoadedModel model, Memory<float> state, ReadOnlyMemory<StepInput> inputs, Memory<float> query) =>
        new(_shards[Interlocked.Increment(ref _next) % (uint)_shards.Length].StepAsync(new PendingStep(model, state, inputs, query)));

    public void Dispose() => Array.ForEach(_shards, shard => shard.Dispose());
}
