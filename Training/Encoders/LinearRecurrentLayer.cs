using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>
/// One layer of the linear recurrence: h ← λ⊙h + γ⊙(Bx + b); z = LN(x + Re(Ch + c)); LN(z + W₂·GELU(W₁z)).
/// Complex numbers lie as all real parts, then all imaginary parts; the sign of C's imaginary part is in its weight.
/// </summary>
internal sealed class LinearRecurrentLayer : nn.Module<Tensor, Tensor>
{
    private const double SmallestModulus = 0.8;
    private const double LargestModulus = 0.99;
    private readonly Dropout _dropout;

    public LinearRecurrentLayer(string name, int dimension, double dropout)
        : base(name)
    {
        Width = 2 * dimension;
        _dropout = nn.Dropout(dropout);
        var squaredModulus = rand(Width) * ((LargestModulus * LargestModulus) - (SmallestModulus * SmallestModulus))
            + (SmallestModulus * SmallestModulus);
        LogDecay = nn.Parameter(log(squaredModulus.log() * -0.5));
        LogPhase = nn.Parameter(log(rand(Width) * (2 * Math.PI) + 1e-6));
        LogGain = nn.Parameter((1 - squaredModulus).sqrt().log());
        Input = Weights(nn.Linear(dimension, 2 * Width));
        Output = Weights(nn.Linear(2 * Width, dimension));
        Inner = Weights(nn.Linear(dimension, 4 * dimension));
        Outer = Weights(nn.Linear(4 * dimension, dimension));
        Recurrence = nn.LayerNorm(dimension);
        Feedforward = nn.LayerNorm(dimension);
        RegisterComponents();
    }

    /// <summary>How many complex numbers this layer's state has.</summary>
    public int Width { get; }

    public Parameter LogDecay { get; }

    public Parameter LogPhase { get; }

    public Parameter LogGain { get; }

    public Linear Input { get; }

    public Linear Output { get; }

    public Linear Inner { get; }

    public Linear Outer { get; }

    public LayerNorm Recurrence { get; }

    public LayerNorm Feedforward { get; }

    public override Tensor forward(Tensor items) => Emit(items, LinearRecurrenceScan.Apply(Driven(items), Lambda()));

    public (Tensor NextState, Tensor Query) Step(Tensor state, Tensor item)
    {
        var lambda = Lambda().chunk(2);
        var parts = state.chunk(2, dim: 1);
        var turned = cat([(lambda[0] * parts[0]) - (lambda[1] * parts[1]), (lambda[0] * parts[1]) + (lambda[1] * parts[0])], dim: 1);
        var next = turned + Driven(item);
        return (next, Emit(item, next));
    }

    /// <summary>λ = exp(−exp(ν) + i·exp(θ)): its modulus is below 1 whatever ν is, so no state grows without bound.</summary>
    public Tensor Lambda()
    {
        var modulus = LogDecay.exp().neg().exp();
        var phase = LogPhase.exp();
        return cat([modulus * phase.cos(), modulus * phase.sin()]);
    }

    public Tensor Gain() => LogGain.exp().repeat(2);

    private Tensor Driven(Tensor items) => Input.forward(items) * Gain();

    private Tensor Emit(Tensor items, Tensor states)
    {
        var mixed = Recurrence.forward(items + _dropout.forward(Output.forward(states)));
        var inner = _dropout.forward(nn.functional.gelu(Inner.forward(mixed)));
        return Feedforward.forward(mixed + _dropout.forward(Outer.forward(inner)));
    }

    private static Linear Weights(Linear linear)
    {
        TruncatedNormal.Fill(linear.weight!);
        nn.init.zeros_(linear.bias!);
        return linear;
    }
}
