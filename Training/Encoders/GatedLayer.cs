using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>
/// One layer of the gated recurrence. [u, g, z] = W·LN(x); a = σ(g); h ← a⊙h + √(1−a²)⊙u; y = x + O·(h ⊙ silu(z)); then y + W₂·(silu(p) ⊙ q) with
/// [p, q] = W₁·LN(y). What is kept of the past depends on what comes, channel by channel, and the state stays of one size.
/// </summary>
internal sealed class GatedLayer : nn.Module<Tensor, Tensor>
{
    private const double LeastKept = 0.3;
    private const double MostKept = 0.995;
    private static readonly Scalar One = 1f;
    private readonly double _dropout;

    public GatedLayer(string name, int dimension, double dropout)
        : base(name)
    {
        Width = 2 * dimension;
        InnerWidth = InnerWidthFor(dimension);
        _dropout = dropout;
        MixNorm = nn.LayerNorm(dimension);
        Mix = Scaled(nn.Linear(dimension, 3 * Width), 1 / Math.Sqrt(dimension));
        Shown = Scaled(nn.Linear(Width, dimension), 0.5 / Math.Sqrt(Width));
        InnerNorm = nn.LayerNorm(dimension);
        Inner = Scaled(nn.Linear(dimension, 2 * InnerWidth), 1 / Math.Sqrt(dimension));
        Outer = Scaled(nn.Linear(InnerWidth, dimension), 0.5 / Math.Sqrt(InnerWidth));
        SpreadMemory();
        RegisterComponents();
    }

    /// <summary>How many numbers this layer's state has.</summary>
    public int Width { get; }

    /// <summary>Width of the feed-forward part.</summary>
    public int InnerWidth { get; }

    public LayerNorm MixNorm { get; }

    /// <summary>Rows of its weight: u, then g, then z.</summary>
    public Linear Mix { get; }

    public Linear Shown { get; }

    public LayerNorm InnerNorm { get; }

    /// <summary>Rows of its weight: p, then q.</summary>
    public Linear Inner { get; }

    public Linear Outer { get; }

    /// <summary>Two and a half times as wide, in whole vectors.</summary>
    public static int InnerWidthFor(int dimension) => ((dimension * 5 / 2) + 15) / 16 * 16;

    /// <summary>[batch, time, dimension]: on a processor the kernels do it faster, and this says what they must give.</summary>
    public override Tensor forward(Tensor items)
    {
        var parts = Mix.forward(MixNorm.forward(items)).chunk(3, dim: -1);
        var keep = parts[1].sigmoid();
        var taken = (One - (keep * keep)).sqrt() * parts[0];
        return Emit(items, items.device.type == DeviceType.CUDA ? GatedScan.ByDoubling(keep, taken) : GatedScan.ByTime(keep, taken), parts[2]);
    }

    public (Tensor NextState, Tensor Query) Step(Tensor state, Tensor item)
    {
        var parts = Mix.forward(MixNorm.forward(item)).chunk(3, dim: -1);
        var keep = parts[1].sigmoid();
        var next = (keep * state) + ((One - (keep * keep)).sqrt() * parts[0]);
        return (next, Emit(item, next, parts[2]));
    }

    private static Linear Scaled(Linear linear, double deviation)
    {
        TruncatedNormal.Fill(linear.weight!, deviation);
        nn.init.zeros_(linear.bias!);
        return linear;
    }

    private Tensor Emit(Tensor items, Tensor states, Tensor shown)
    {
        var mixed = items + Drop(Shown.forward(states * nn.functional.silu(shown)));
        var inner = Inner.forward(InnerNorm.forward(mixed)).chunk(2, dim: -1);
        return mixed + Drop(Outer.forward(Drop(nn.functional.silu(inner[0]) * inner[1])));
    }

    private Tensor Drop(Tensor values) => nn.functional.dropout(values, _dropout, training);

    /// <summary>Starts the channels with memories from a few interactions to a few hundred, evenly by logarithm.</summary>
    private void SpreadMemory()
    {
        using var noGradients = no_grad();
        double shortest = Math.Log(1 - LeastKept);
        double longest = Math.Log(1 - MostKept);
        float[] bias = new float[Width];
        for (int channel = 0; channel < Width; channel++)
        {
            double forgotten = Math.Exp(shortest + ((longest - shortest) * channel / (Width - 1)));
            bias[channel] = (float)Math.Log((1 - forgotten) / forgotten);
        }

        Mix.bias!.narrow(0, Width, Width).copy_(tensor(bias));
    }
}
