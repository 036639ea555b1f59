using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>
/// Causal self-attention over the newest interactions, as SASRec has it: item vectors times √d, plus a learned vector for each position, blocks of attention and a
/// point-wise feed-forward part, a last normalisation. It has no state: whoever wants the next query encodes the whole window again.
/// </summary>
/// <remarks>
/// Positions are counted from the oldest interaction of the window. All of a window's queries are trained in one causal pass, so an item has one position,
/// whichever query looks at it; counted from the oldest it is the same in the training window, in each of its beginnings and in the served history that equals
/// one. Neither needs to know where a window ends, and padding behind the end changes nothing. Counted from the newest, as left padding does, a history would
/// have other positions in a training window that goes on than when it is served. A history that is longer than the window is met at the last position, which
/// the ends of all full windows have trained.
/// </remarks>
internal sealed class TransformerEncoder : ItemEncoder
{
    private readonly Scalar _rootWidth;
    private readonly QueryLength _queryLength;

    /// <param name="length">Most interactions that it looks at.</param>
    /// <param name="temperature">0 leaves queries as they are; else they get the length 1 / temperature.</param>
    public TransformerEncoder(int dimension, int blocks, int heads, int length, double dropout, double temperature = 0)
        : base("transformer", dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        _queryLength = new QueryLength(temperature);
        _rootWidth = MathF.Sqrt(dimension);
        DropoutShare = dropout;
        Positions = nn.Parameter(zeros(length, dimension));
        TruncatedNormal.Fill(Positions);
        Blocks = nn.ModuleList(Enumerable.Range(0, blocks).Select(block => new TransformerBlock($"block{block}", dimension, heads, dropout)).ToArray());
        Final = nn.LayerNorm(dimension);
        RegisterComponents();
    }

    /// <summary>Most interactions that it looks at.</summary>
    public int Length => (int)Positions.shape[0];

    public double DropoutShare { get; }

    public double Temperature => _queryLength.Temperature;

    /// <summary>[length, dimension], the oldest interaction's first.</summary>
    public Parameter Positions { get; }

    public ModuleList<TransformerBlock> Blocks { get; }

    public LayerNorm Final { get; }

    public override Tensor forward(Tensor items)
    {
        long time = items.shape[1];
        if (time > Length)
        {
            throw new ArgumentException($"Found {time} interactions; expected at most {Length}, for which there are positions.", nameof(items));
        }

        var x = nn.functional.dropout((items * _rootWidth) + Positions.narrow(0, 0, time), DropoutShare, training);
        foreach (var block in Blocks)
        {
            x = block.forward(x);
        }

        return _queryLength.Apply(Final.forward(x));
    }
}
