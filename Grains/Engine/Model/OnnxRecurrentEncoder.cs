using Manidala.Engine.Retrieval;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Manidala.Engine.Model;

/// <summary>A recurrent step in ONNX Runtime; it fetches the items' embeddings itself. Thread-safe; calls run one after the other.</summary>
public sealed class OnnxRecurrentEncoder : IEncoder
{
    /// <summary>Users of one native call; a larger batch takes several.</summary>
    internal const int MaxNativeBatch = 1024;

    private readonly Lock _gate = new();
    private readonly OnnxFile _file;
    private readonly ItemVectors _items;
    private readonly NumberPort<float> _states;
    private readonly NumberPort<float> _vectors;
    private readonly NumberPort<long>? _types;
    private readonly NumberPort<float>? _gaps;
    private readonly NumberPort<float> _nextStates;
    private readonly NumberPort<float> _queries;
    private readonly TensorCall _call;
    private bool _isDisposed;

    /// <param name="model">The file's bytes, with all its weights in it.</param>
    /// <param name="items">The model's items, whose vectors the step takes.</param>
    /// <exception cref="InvalidBundleException">The file is no model, or not one of this contract.</exception>
    /// <exception cref="InvalidOperationException">The execution provider is not available.</exception>
    public OnnxRecurrentEncoder(byte[] model, EncoderContract contract, ItemVectors items, EncoderOptions options)
    {
        _items = items;
        StateSize = contract.StateSize;
        _file = new OnnxFile(model, options);
        try
        {
            string[] roles = [.. EncoderRoles.InputsOf(EncoderContract.Recurrent).Where(role => contract.InputOf(role) is not null)];
            string nextState = contract.OutputOf(EncoderRoles.NextState);
            string query = contract.OutputOf(EncoderRoles.Query);
            _file.RequireNames([.. roles.Select(role => contract.InputOf(role)!)], [nextState, query]);
            _states = _file.FloatInput(contract.InputOf(EncoderRoles.State)!, MaxNativeBatch, StateSize);
            _vectors = _file.FloatInput(contract.InputOf(EncoderRoles.Item)!, MaxNativeBatch, Dimension);
            _types = contract.InputOf(EncoderRoles.Type) is { } type
                ? (NumberPort<long>)_file.Input(type, MaxNativeBatch, [TensorElementType.Int64])
                : null;
            _gaps = contract.InputOf(EncoderRoles.Gap) is { } gap ? _file.FloatInput(gap, MaxNativeBatch) : null;
            _nextStates = _file.FloatOutput(nextState, MaxNativeBatch, StateSize);
            _queries = _file.FloatOutput(query, MaxNativeBatch, Dimension);
            _call = _file.Call(MaxNativeBatch);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public int StateSize { get; }

    public int Dimension => _items.Dimension;

    public float[] NewState(string userId) => new float[StateSize];

    public void Step(ReadOnlySpan<float> states, ReadOnlySpan<StepInput> inputs, Span<float> nextStates, Span<float> queries, int queriesFrom = 0)
    {
        ArgumentOutOfRangeException.ThrowIfZero(inputs.Length);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            for (int first = 0; first < inputs.Length; first += MaxNativeBatch)
            {
                int count = Math.Min(MaxNativeBatch, inputs.Length - first);
                states.Slice(first * StateSize, count * StateSize).CopyTo(_states.Values);
                Gather(inputs.Slice(first, count));
                _call.Run(count);
                _nextStates.Front(count).CopyTo(nextStates.Slice(first * StateSize, count * StateSize));
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
                _call.Dispose();
                _file.Dispose();
            }
        }
    }

    private void Gather(ReadOnlySpan<StepInput> inputs)
    {
        for (int user = 0; user < inputs.Length; user++)
        {
            ReadOnlySpan<float> vector = inputs[user].Vector is { } own ? own : _items.Vector(inputs[user].Row);
            vector.CopyTo(_vectors.Values.AsSpan(user * Dimension, Dimension));
        }

        if (_types is not null)
        {
            for (int user = 0; user < inputs.Length; user++)
            {
                _types.Values[user] = inputs[user].Type;
            }
        }

        if (_gaps is not null)
        {
            for (int user = 0; user < inputs.Length; user++)
            {
                _gaps.Values[user] = inputs[user].Gap;
            }
        }
    }
}
