using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>
/// y = x + O·attention(LN(x)), of each place over itself and those before it; then y + W₂·relu(W₁·LN(y)). The feed-forward part is as wide as the model, as in
/// SASRec. Normalising before each part, not after, keeps the sum of all parts unscaled and trains without a long warm-up.
/// </summary>
internal sealed class TransformerBlock : nn.Module<Tensor, Tensor>
{
    private readonly double _dropout;

    public TransformerBlock(string name, int dimension, int heads, double dropout)
        : base(name)
    {
        if (dimension % heads != 0)
        {
            throw new ArgumentException($"Found {heads} heads for a width of {dimension}; expected a number that divides it.", nameof(heads));
        }

        Heads = heads;
        _dropout = dropout;
        MixNorm = nn.LayerNorm(dimension);
        Mix = Fresh(nn.Linear(dimension, 3 * dimension));
        Mixed = Fresh(nn.Linear(dimension, dimension));
        InnerNorm = nn.LayerNorm(dimension);
        Inner = Fresh(nn.Linear(dimension, dimension));
        Outer = Fresh(nn.Linear(dimension, dimension));
        RegisterComponents();
    }

    public int Heads { get; }

    public LayerNorm MixNorm { get; }

    /// <summary>Rows of its weight: what asks, then what is asked, then what is answered.</summary>
    public Linear Mix { get; }

    public Linear Mixed { get; }

    public LayerNorm InnerNorm { get; }

    public Linear Inner { get; }

    public Linear Outer { get; }

    public override Tensor forward(Tensor x)
    {
        var parts = Mix.forward(MixNorm.forward(x)).chunk(3, dim: -1);

        // Fused where nothing is dropped; else Torch writes the same out as products and a softmax, which is what dropping weights takes.
        var answers = nn.functional.scaled_dot_product_attention(
            ToHeads(parts[0]), ToHeads(parts[1]), ToHeads(parts[2]), p: training ? _dropout : 0, is_casual: true);
        var mixed = x + Mixed.forward(answers.transpose(1, 2).reshape(x.shape));
        var inner = Drop(nn.functional.relu(Inner.forward(InnerNorm.forward(mixed))));
        return mixed + Drop(Outer.forward(inner));
    }

    private static Linear Fresh(Linear linear)
    {
        TruncatedNormal.Fill(linear.weight!, 1 / Math.Sqrt(linear.weight!.shape[1]));
        nn.init.zeros_(linear.bias!);
        return linear;
    }

    /// <summary>[batch, time, dimension] as [batch, heads, time, dimension / heads].</summary>
    private Tensor ToHeads(Tensor rows) => rows.reshape(rows.shape[0], rows.shape[1], Heads, -1).transpose(1, 2);

    private Tensor Drop(Tensor values) => nn.functional.dropout(values, _dropout, training);
}
