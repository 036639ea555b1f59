using Manidala.Engine.Sessions;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>
/// What an interaction was and how long after the one before, added to its item's vector: a vector a type, and for the gap a line between knots one apart on its
/// logarithmic scale, so that minutes, days and months can mean different things.
/// </summary>
internal sealed class InteractionInputs : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    /// <summary>Gaps are at most log(1 + a year's seconds), 17.3.</summary>
    public const int Knots = 19;

    /// <summary>"other", and then the types by their places.</summary>
    public static readonly int TypeCount = InteractionTypes.Default.InOrder.Length + 1;

    private static readonly Scalar One = 1f;
    private static readonly Scalar Zero = 0f;
    private readonly Embedding _types;
    private readonly Embedding _gaps;

    /// <param name="types">How many types there are, "other" being number 0.</param>
    public InteractionInputs(int types, int dimension)
        : base("interaction")
    {
        _types = nn.Embedding(types, dimension);
        _gaps = nn.Embedding(Knots, dimension);
        TruncatedNormal.Fill(_types.weight!);
        TruncatedNormal.Fill(_gaps.weight!);
        RegisterComponents();
    }

    /// <summary>The number of a type, by its place in <see cref="InteractionTypes.Default"/>.</summary>
    public static int NumberOf(int place) => place + 1;

    /// <summary>[types, dimension].</summary>
    public Parameter TypeVectors => _types.weight!;

    /// <summary>[knots, dimension].</summary>
    public Parameter GapVectors => _gaps.weight!;

    /// <param name="items">[…, dimension].</param>
    /// <param name="types">[…], whole numbers.</param>
    /// <param name="gaps">[…], log(1 + seconds).</param>
    public override Tensor forward(Tensor items, Tensor types, Tensor gaps)
    {
        var knots = arange(Knots, ScalarType.Float32, items.device);
        var shares = (One - (gaps.unsqueeze(-1) - knots).abs()).clamp_min(Zero);
        return items + _types.forward(types) + shares.matmul(GapVectors);
    }
}
