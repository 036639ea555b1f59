using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>
/// Layers of a complex diagonal linear recurrence over normalised item embeddings: as good as attention over the history, at a constant
/// cost an interaction. No positions: the state's decay tells old from new.
/// </summary>
internal sealed class LinearRecurrentEncoder : RecurrentEncoder
{
    private readonly Dropout _dropout;

    public LinearRecurrentEncoder(int dimension, int layers, double dropout)
        : base("linear-recurrent", dimension, layers * 4 * dimension)
    {
        _dropout = nn.Dropout(dropout);
        Embedded = nn.LayerNorm(dimension);
        Layers = nn.ModuleList(Enumerable.Range(0, layers)
            .Select(layer => new LinearRecurrentLayer($"layer{layer}", dimension, dropout)).ToArray());
        RegisterComponents();
    }

    public LayerNorm Embedded { get; }

    public ModuleList<LinearRecurrentLayer> Layers { get; }

    public override Tensor forward(Tensor items)
    {
        var x = Embedded.forward(_dropout.forward(items));
        foreach (var layer in Layers)
        {
            x = layer.forward(x);
        }

        return x;
    }

    public override (Tensor NextState, Tensor Query) Step(Tensor state, Tensor item)
    {
        var x = Embedded.forward(_dropout.forward(item));
        var states = state.chunk(Layers.Count, dim: 1);
        var next = new Tensor[Layers.Count];
        for (int layer = 0; layer < next.Length; layer++)
        {
            (next[layer], x) = Layers[layer].Step(states[layer], x);
        }

        return (cat(next, dim: 1), x);
    }
}
