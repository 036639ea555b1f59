using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>Layers of a gated linear recurrence over normalised item embeddings: the state is one number a channel, and each interaction decides what of it stays.</summary>
internal sealed class GatedEncoder : RecurrentEncoder
{
    private readonly QueryLength _queryLength;

    /// <param name="temperature">0 leaves queries as they are; else they get the length 1 / temperature.</param>
    public GatedEncoder(int dimension, int layers, double dropout, double temperature = 0)
        : base("gated-recurrent", dimension, layers * 2 * dimension)
    {
        _queryLength = new QueryLength(temperature);
        DropoutShare = dropout;
        Embedded = nn.LayerNorm(dimension);
        Layers = nn.ModuleList(Enumerable.Range(0, layers).Select(layer => new GatedLayer($"layer{layer}", dimension, dropout)).ToArray());
        Final = nn.LayerNorm(dimension);
        RegisterComponents();
    }

    public double DropoutShare { get; }

    public double Temperature => _queryLength.Temperature;

    public LayerNorm Embedded { get; }

    public ModuleList<GatedLayer> Layers { get; }

    public LayerNorm Final { get; }

    public override Tensor forward(Tensor items)
    {
        var x = Embed(items);
        foreach (var layer in Layers)
        {
            x = layer.forward(x);
        }

        return Emit(x);
    }

    public override (Tensor NextState, Tensor Query) Step(Tensor state, Tensor item)
    {
        var x = Embed(item);
        var states = state.chunk(Layers.Count, dim: 1);
        var next = new Tensor[Layers.Count];
        for (int layer = 0; layer < next.Length; layer++)
        {
            (next[layer], x) = Layers[layer].Step(states[layer], x);
        }

        return (cat(next, dim: 1), Emit(x));
    }

    private Tensor Embed(Tensor items) => Embedded.forward(nn.functional.dropout(items, DropoutShare, training));

    private Tensor Emit(Tensor x) => _queryLength.Apply(Final.forward(x));
}
