using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>Gated recurrent units over normalised item embeddings, with a residual connection and a normalisation at the end.</summary>
internal sealed class GruEncoder : RecurrentEncoder
{
    private readonly Dropout _dropout;
    private readonly int _layers;

    public GruEncoder(int dimension, int layers, double dropout)
        : base("gru", dimension, layers * dimension)
    {
        _layers = layers;
        _dropout = nn.Dropout(dropout);
        Embedded = nn.LayerNorm(dimension);
        Recurrent = nn.GRU(dimension, dimension, layers, batchFirst: true, dropout: layers > 1 ? dropout : 0);
        Output = nn.Linear(dimension, dimension);
        Normalized = nn.LayerNorm(dimension);
        RegisterComponents();
    }

    public LayerNorm Embedded { get; }

    public GRU Recurrent { get; }

    public Linear Output { get; }

    public LayerNorm Normalized { get; }

    public int LayerCount => _layers;

    public override Tensor forward(Tensor items)
    {
        var x = Embedded.forward(_dropout.forward(items));
        var (hidden, _) = Recurrent.call(x);
        return Emit(x, hidden);
    }

    public override (Tensor NextState, Tensor Query) Step(Tensor state, Tensor item)
    {
        var x = Embedded.forward(_dropout.forward(item));
        var before = state.chunk(_layers, dim: 1);
        var after = new Tensor[_layers];
        var input = x;
        for (int layer = 0; layer < _layers; layer++)
        {
            input = after[layer] = Cell(GatesOf(layer), input, before[layer]);
        }

        return (cat(after, dim: 1), Emit(x, input));
    }

    /// <summary>The weights of a layer's three gates, reset, update and new, below each other.</summary>
    public GruGates GatesOf(int layer) => new(
        Recurrent.get_parameter($"weight_ih_l{layer}")!,
        Recurrent.get_parameter($"weight_hh_l{layer}")!,
        Recurrent.get_parameter($"bias_ih_l{layer}")!,
        Recurrent.get_parameter($"bias_hh_l{layer}")!);

    private static Tensor Cell(GruGates gates, Tensor input, Tensor hidden)
    {
        var ofInput = nn.functional.linear(input, gates.InputWeight, gates.InputBias).chunk(3, dim: 1);
        var ofHidden = nn.functional.linear(hidden, gates.HiddenWeight, gates.HiddenBias).chunk(3, dim: 1);
        var reset = (ofInput[0] + ofHidden[0]).sigmoid();
        var update = (ofInput[1] + ofHidden[1]).sigmoid();
        var candidate = (ofInput[2] + (reset * ofHidden[2])).tanh();
        return candidate + (update * (hidden - candidate));
    }

    private Tensor Emit(Tensor items, Tensor hidden) =>
        Normalized.forward(items + _dropout.forward(Output.forward(hidden)));
}
