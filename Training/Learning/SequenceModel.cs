using Manidala.Training.Encoders;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>Items' embeddings, which are both the encoder's input and what its queries are compared with, their biases, and the encoder.</summary>
internal sealed class SequenceModel : nn.Module<Tensor, Tensor>
{
    private readonly Embedding _embeddings;
    private readonly Embedding _bias;

    public SequenceModel(EncoderShape shape, int itemCount)
        : base("sequence")
    {
        _embeddings = nn.Embedding(itemCount, shape.Dimension);
        TruncatedNormal.Fill(_embeddings.weight!);
        _bias = nn.Embedding(itemCount, 1);
        nn.init.zeros_(_bias.weight!);
        Encoder = shape.Create();
        ItemCount = itemCount;
        RegisterComponents();
    }

    /// <summary>[items, dimension].</summary>
    public Parameter Embeddings => _embeddings.weight!;

    /// <summary>[items, 1].</summary>
    public Parameter Bias => _bias.weight!;

    public RecurrentEncoder Encoder { get; }

    public int ItemCount { get; }

    /// <summary>Queries [batch, time, dimension] after each item of the windows [batch, time].</summary>
    public override Tensor forward(Tensor items) => Encoder.forward(EmbeddingsOf(items));

    public Tensor EmbeddingsOf(Tensor items) => _embeddings.forward(items);

    public Tensor BiasOf(Tensor items) => _bias.forward(items).squeeze(-1);

    /// <summary>Scores [rows, items] of all items for queries [rows, dimension].</summary>
    public Tensor Score(Tensor queries) => queries.matmul(Embeddings.t()).add_(Bias.squeeze(1));
}
