using Manidala.Engine.Batching;
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
    /// Steps one user's state over items, in order. The memory of <paramref name="nextState"/> and <paramref name="query"/> is the batcher's until the task
    /// ends, and is written only where it ends as <see cref="StepOutcome.Done"/>; <paramref name="state"/> and <paramref name="rows"/> are read before this
    /// returns. A long history holds up the batch that it is in: give replays in slices.
    /// </summary>
    /// <param name="rows">Rows of the model's items, at least one.</param>
    /// <param name="nextState">May be the memory of <paramref name="state"/>.</param>
    /// <param name="query">Receives the query after the last item.</param>
    /// <exception cref="ArgumentException">A length does not fit the model, or a row is not one of its items.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is written, now or later.</exception>
    public ValueTask<StepOutcome> StepAsync(
        LoadedModel model,
        ReadOnlyMemory<float> state,
        ReadOnlyMemory<int> rows,
        Memory<float> nextState,
        Memory<float> query,
        CancellationToken cancellationToken)
    {
        Check(model, state.Span, rows.Span, nextState, query);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StepOutcome>(cancellationToken);
        }

        if (!model.TryAcquire())
        {
            return new ValueTask<StepOutcome>(StepOutcome.ModelRetired);
        }

        StepRequest request = _pool.Rent();
        request.Prepare(model, state.Span, rows.Span, nextState, query);
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

    private static void Check(LoadedModel model, ReadOnlySpan<float> state, ReadOnlySpan<int> rows, Memory<float> nextState, Memory<float> query)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (state.Length != model.StateSize || nextState.Length != model.StateSize || query.Length != model.Dimension)
        {
            throw new ArgumentException(
                $"State {state.Length}, next state {nextState.Length} and query {query.Length}; "
                + $"the model has states of {model.StateSize} and queries of {model.Dimension}.");
        }

        if (rows.IsEmpty)
        {
            throw new ArgumentException("There must be at least one row to step over.", nameof(rows));
        }

        foreach (int row in rows)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row, nameof(rows));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, model.ItemCount, nameof(rows));
        }
    }
}
