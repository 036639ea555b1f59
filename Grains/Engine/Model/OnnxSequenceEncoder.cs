using Manidala.Engine.Retrieval;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Manidala.Engine.Model;

/// <summary>A file that encodes the newest interactions anew for each query: a transformer, say.</summary>
internal sealed class OnnxSequenceEncoder : PackedEncoder
{
    private static readonly TensorElementType[] Whole = [TensorElementType.Int64, TensorElementType.Int32];
    private static readonly TensorElementType[] Flags = [TensorElementType.Float, TensorElementType.Int64, TensorElementType.Int32, TensorElementType.Bool];

    private readonly ItemVectors _items;
    private readonly SequenceState _state;
    private readonly int _length;
    private readonly bool _padsLeft;
    private readonly long _paddingItem;
    private readonly long _firstItem;
    private readonly TensorPort? _numbers;
    private readonly NumberPort<float>? _vectors;
    private readonly TensorPort? _types;
    private readonly NumberPort<float>? _gaps;
    private readonly TensorPort? _lengths;
    private readonly TensorPort? _mask;

    /// <exception cref="InvalidBundleException">The file is not one of this contract.</exception>
    public OnnxSequenceEncoder(OnnxFile file, EncoderContract contract, ItemVectors items)
        : base(file, contract.StateSize, items.Dimension, BytesOfUser(contract, items))
    {
        _items = items;
        _state = new SequenceState(contract);
        _length = contract.Length!.Value;
        _padsLeft = contract.Padding != EncoderContract.PadRight;
        _paddingItem = contract.PaddingItem ?? -1;
        _firstItem = contract.FirstItem ?? 0;
        string query = contract.OutputOf(EncoderRoles.Query);
        file.RequireNames(
            [.. EncoderRoles.InputsOf(EncoderContract.Sequence).Select(contract.InputOf).OfType<string>()], [query]);
        _numbers = Optional(EncoderRoles.Items, name => file.Input(name, MaxBatch, Whole, _length));
        _vectors = Optional(EncoderRoles.ItemEmbeddings, name => file.FloatInput(name, MaxBatch, _length, Dimension));
        _types = Optional(EncoderRoles.Types, name => file.Input(name, MaxBatch, Whole, _length));
        _gaps = Optional(EncoderRoles.Gaps, name => file.FloatInput(name, MaxBatch, _length));
        _lengths = Optional(EncoderRoles.Length, name => file.Input(name, MaxBatch, Whole));
        _mask = Optional(EncoderRoles.Mask, name => file.Input(name, MaxBatch, Flags, _length));
        Complete(query);

        T? Optional<T>(string role, Func<string, T> open)
            where T : class =>
            contract.InputOf(role) is { } name ? open(name) : null;
    }

    protected override void Append(Span<float> state, in StepInput input) => _state.Append(state, input);

    protected override void Fill(int user, ReadOnlySpan<float> state)
    {
        int count = _state.Count(state);
        int firstFilled = _padsLeft ? _length - count : 0;
        for (int place = 0; place < _length; place++)
        {
            // The state keeps its inputs at the end.
            int filled = place - firstFilled;
            bool isFilled = filled >= 0 && filled < count;
            FillPlace(user, place, isFilled ? _state.At(state, _length - count + filled) : null);
        }

        _lengths?.Write(user, count);
    }

    private static int BytesOfUser(EncoderContract contract, ItemVectors items)
    {
        const int ScalarInputs = 4;
        int vectors = contract.InputOf(EncoderRoles.ItemEmbeddings) is null ? 0 : items.Dimension * sizeof(float);
        return contract.Length!.Value * ((ScalarInputs * sizeof(long)) + vectors);
    }

    private void FillPlace(int user, int place, StepInput? input)
    {
        int at = (user * _length) + place;
        _numbers?.Write(at, input is { } known ? known.Row + _firstItem : _paddingItem);
        _types?.Write(at, input?.Type ?? 0);
        _gaps?.Write(at, input?.Gap ?? 0);
        _mask?.Write(at, input is null ? 0 : 1);
        if (_vectors is not null)
        {
            Span<float> vector = _vectors.Values.AsSpan(at * Dimension, Dimension);
            if (input is { } item)
            {
                _items.Vector(item.Row).CopyTo(vector);
            }
            else
            {
                vector.Clear();
            }
        }
    }
}
