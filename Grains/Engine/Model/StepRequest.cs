using System.Diagnostics;
using System.Numerics.Tensors;
using System.Threading.Tasks.Sources;
using Manidala.Engine.Batching;

namespace Manidala.Engine.Model;

/// <summary>
/// One user's steps on their way through the queue. The first to settle it wins, and only the winner, and only with success, writes into the caller's
/// memory, before the caller hears of it. Used again once both the caller and the queue have let go.
/// </summary>
internal sealed class StepRequest(StepRequestPool pool) : IBatchRequest, IValueTaskSource<StepOutcome>
{
    private ManualResetValueTaskSourceCore<StepOutcome> _completion = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private CancellationToken _cancellationToken;
    private float[] _state = [];
    private StepInput[] _inputs = [];
    private int _inputCount;
    private Memory<float> _nextState;
    private Memory<float> _query;
    private int _settled;
    private int _holders;

    public LoadedModel Model { get; private set; } = null!;

    /// <summary>The span that waits for it; default where nobody follows it.</summary>
    public ActivityContext Trace { get; private set; }

    /// <summary>Copies: the caller may reuse its memory once it has heard of a deadline, while a batch still reads these.</summary>
    public ReadOnlySpan<StepInput> Inputs => _inputs.AsSpan(0, _inputCount);

    public ReadOnlySpan<float> State => _state.AsSpan(0, Model.StateSize);

    public bool IsSettled => Volatile.Read(ref _settled) != 0;

    public ValueTask<StepOutcome> Task => new(this, _completion.Version);

    public void Prepare(LoadedModel model, ReadOnlySpan<float> state, ReadOnlySpan<StepInput> inputs, Memory<float> nextState, Memory<float> query)
    {
        Model = model;
        Trace = Activity.Current is { Recorded: true } span ? span.Context : default;
        _nextState = nextState;
        _query = query;
        _inputCount = inputs.Length;
        Fit(ref _state, state.Length);
        Fit(ref _inputs, inputs.Length);
        state.CopyTo(_state);
        inputs.CopyTo(_inputs);
        _settled = 0;
        _holders = 2;
    }

    /// <summary>Called by the caller's side alone, before it hands out <see cref="Task"/>.</summary>
    public void CancelWith(CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _cancellation = cancellationToken.UnsafeRegister(static request => ((StepRequest)request!).Cancel(), this);
    }

    public void Complete(ReadOnlySpan<float> nextState, ReadOnlySpan<float> query)
    {
        // One user's state that has run away must not reach that user's session, nor concern anyone else.
        if (!TensorPrimitives.IsFiniteAll(nextState) || !TensorPrimitives.IsFiniteAll(query))
        {
            Model.Steps.NotFinite();
            End(StepOutcome.Failed);
        }
        else if (TrySettle())
        {
            Model.Steps.Done();
            nextState.CopyTo(_nextState.Span);
            query.CopyTo(_query.Span);
            _completion.SetResult(StepOutcome.Done);
        }
    }

    public void Expire()
    {
        Model.Steps.Late();
        End(StepOutcome.DeadlinePassed);
    }

    /// <summary>The queue has logged the reason.</summary>
    public void Fail(Exception reason)
    {
        Model.Steps.Failed();
        End(StepOutcome.Failed);
    }

    public void Released()
    {
        Model.Release();
        Drop();
    }

    /// <summary>Gives it back where the queue did not take it.</summary>
    public void Abandon()
    {
        Model.Release();
        _holders = 1;
        Drop();
    }

    public StepOutcome GetResult(short token)
    {
        // Throws for a token of an earlier use, before anything of this one is touched.
        _completion.GetStatus(token);

        // Waits out a cancellation that is just running, which must not meet this object's next use.
        _cancellation.Dispose();
        try
        {
            return _completion.GetResult(token);
        }
        finally
        {
            Drop();
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _completion.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    private static void Fit<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[length];
        }
    }

    private void Cancel()
    {
        if (TrySettle())
        {
            _completion.SetException(new OperationCanceledException(_cancellationToken));
        }
    }

    private void End(StepOutcome outcome)
    {
        if (TrySettle())
        {
            _completion.SetResult(outcome);
        }
    }

    private bool TrySettle() => Interlocked.CompareExchange(ref _settled, 1, 0) == 0;

    private void Drop()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            Model = null!;
            _nextState = default;
            _query = default;
            _cancellation = default;
            _cancellationToken = default;
            _completion.Reset();
            pool.Return(this);
        }
    }
}
