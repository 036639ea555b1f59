using Manidala.Engine.Batching;
using Manidala.Engine.Sessions;
using Manidala.Engine.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Model;

/// <summary>Steps many users' sessions together. Thread-safe; one a device, and a process with one device has one.</summary>
public sealed class StepBatcher : IAsyncDisposable
{
    private readonly StepWaves _waves = new();
    private readonly StepRequestPool _pool;
    private readonly BatchQueue<StepRequest> _queue;

    public StepBatcher(IOptions<BatchingOptions> options, TimeProvider time, EngineMetrics metrics, ILogger<StepBatcher> logger)
    {
        _pool = new StepRequestPool(options.Value.QueueCapacity);
        _queue = new BatchQueue<StepRequest>("Manidala model steps", _waves.Run, options.Value, time, metrics, logger);
    }

    /// <summary>
    /// Steps one user's state over interactions, in order. The memory of <paramref name="nextState"/> and <paramref name="query"/> is the batcher's until the task
    /// ends, and is written only where it ends as <see cref="StepOutcome.Done"/>; <paramref name="state"/> and <paramref name="inputs"/> are read before this
    /// returns. A long history holds up the batch that it is in: give replays in slices.
    /// </summary>
    /// <param name="inputs">The interactions in the model's numbers, at least one.</param>
    /// <param name="nextState">May be the memory of <paramref name="state"/>.</param>
    /// <param name="query">Receives the query after the last one.</param>
    /// <exception cref="ArgumentException">A length does not fit the model, or an input is not one that it takes.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is written, now or later.</exception>
    public ValueTask<StepOutcome> StepAsync(
        LoadedModel model,
        ReadOnlyMemory<float> state,
        ReadOnlyMemory<StepInput> inputs,
        Memory<float> nextState,
        Memory<float> query,
        CancellationToken cancellationToken)
    {
        Check(model, state.Span, inputs.Span, nextState, query);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StepOutcome>(cancellationToken);
        }

        if (!model.TryAcquire())
        {
            return new ValueTask<StepOutcome>(StepOutcome.ModelRetired);
        }

        StepRequest request = _pool.Rent();
        request.Prepare(model, state.Span, inputs.Span, nextState, query);
        ValueTask<StepOutcome> task = request.Task;
        if (!_queue.TryEnqueue(request))
        {
            request.Abandon();
            return new ValueTask<StepOutcome>(StepOutcome.QueueFull);
        }

        if (cancellationToken.CanBeCanceled)
        {
            request.CancelWith(cancellationToken);
        }

        return task;
    }

    /// <summary>Takes no more requests and answers those that wait.</summary>
    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    private static void Check(LoadedModel model, ReadOnlySpan<float> state, ReadOnlySpan<StepInput> inputs, Memory<float> nextState, Memory<float> query)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (state.Length != model.StateSize || nextState.Length != model.StateSize || query.Length != model.Dimension)
        {
            throw new ArgumentException(
                $"State {state.Length}, next state {nextState.Length} and query {query.Length}; "
                + $"the model has states of {model.StateSize} and queries of {model.Dimension}.");
        }

        if (inputs.IsEmpty)
        {
            throw new ArgumentException("There must be at least one interaction to step over.", nameof(inputs));
        }

        int items = model.ItemCount;
        int types = model.TypeCount;
        foreach (StepInput input in inputs)
        {
            // Written so that a gap that is not a number fails, too.
            bool isItem = input.Vector is { } vector ? model.TakesVectors && vector.Length == model.Dimension : (uint)input.Row < (uint)items;
            if (!isItem || input.Type >= types || !(input.Gap >= 0 && input.Gap <= TimeGap.Most))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(inputs), input, $"Expected a row below {items} or a vector of {model.Dimension} for a recurrent encoder, a type below {types} and a gap from 0 to {TimeGap.Most}.");
            }
        }
    }
}
