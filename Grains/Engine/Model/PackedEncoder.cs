namespace Manidala.Engine.Model;

/// <summary>
/// An encoder without a state of its own: a step packs its input into the session's state, and the file runs only where a query is wanted.
/// Thread-safe; calls run one after the other.
/// </summary>
internal abstract class PackedEncoder : IEncoder
{
    // What the ports of one native call may take; a sequence of embeddings is large.
    private const int MaxCallBytes = 16 << 20;
    private const int MaxNativeBatch = 1024;

    private readonly Lock _gate = new();
    private readonly OnnxFile _file;
    private readonly int _maxBatch;
    private NumberPort<float> _queries = null!;
    private TensorCall _call = null!;
    private bool _isDisposed;

    /// <param name="bytesOfUser">What the inputs of one user take.</param>
    protected PackedEncoder(OnnxFile file, int stateSize, int dimension, int bytesOfUser)
    {
        _file = file;
        StateSize = stateSize;
        Dimension = dimension;
        _maxBatch = Math.Clamp(MaxCallBytes / bytesOfUser, 1, MaxNativeBatch);
    }

    public int StateSize { get; }

    public int Dimension { get; }

    protected int MaxBatch => _maxBatch;

    public virtual float[] NewState(string userId) => new float[StateSize];

    public void Step(ReadOnlySpan<float> states, ReadOnlySpan<StepInput> inputs, Span<float> nextStates, Span<float> queries, int queriesFrom = 0)
    {
        ArgumentOutOfRangeException.ThrowIfZero(inputs.Length);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            states.CopyTo(nextStates);
            for (int user = 0; user < inputs.Length; user++)
            {
                Append(nextStates.Slice(user * StateSize, StateSize), inputs[user]);
            }

            for (int first = queriesFrom; first < inputs.Length; first += _maxBatch)
            {
                int count = Math.Min(_maxBatch, inputs.Length - first);
                for (int user = 0; user < count; user++)
                {
                    Fill(user, nextStates.Slice((first + user) * StateSize, StateSize));
                }

                _call.Run(count);
                _queries.Front(count).CopyTo(queries.Slice(first * Dimension, count * Dimension));
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _call?.Dispose();
                _file.Dispose();
            }
        }
    }

    /// <summary>Called once the inputs' ports are there.</summary>
    protected void Complete(string query)
    {
        _queries = _file.FloatOutput(query, _maxBatch, Dimension);
        _call = _file.Call(_maxBatch);
    }

    /// <summary>Packs one interaction into a user's state.</summary>
    protected abstract void Append(Span<float> state, in StepInput input);

    /// <summary>Writes what the state says into the inputs' memory, as user <paramref name="user"/> of the call.</summary>
    protected abstract void Fill(int user, ReadOnlySpan<float> state);
}
