using System.Runtime.InteropServices;
using Manidala.Training.Data;
using Manidala.Training.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>Items' embeddings, which are both the encoder's input and what its queries are compared with, their biases, and the encoder.</summary>
internal sealed class SequenceModel : nn.Module<Tensor, Tensor>
{
    /// <summary>What a vector is divided by at least when it gets the length 1.</summary>
    public const float ShortestLength = 1e-6f;

    private static readonly Scalar ShortestSquare = ShortestLength * ShortestLength;
    private static readonly Scalar One = 1f;
    private static readonly Scalar Unsaid = (long)SequenceSteps.TypeWithoutOne.Place;
    private static readonly Scalar FirstType = (long)InteractionInputs.NumberOf(0);
    private readonly Embedding _embeddings;
    private readonly Embedding _bias;

    private readonly Embedding? _features;
    private readonly bool[]? _isTrained;

    /// <param name="itemFeatures">What is known of the items; null for nothing.</param>
    /// <param name="isTrained">Whether each item occurs in training; null where all count as if.</param>
    public SequenceModel(EncoderShape shape, int itemCount, ItemFeatureMatrix? itemFeatures = null, bool[]? isTrained = null)
        : base("sequence")
    {
        ItemFeatures = itemFeatures;
        _isTrained = itemFeatures is null ? null : isTrained;
        _embeddings = nn.Embedding(itemCount, shape.Dimension);
        TruncatedNormal.Fill(_embeddings.weight!);
        _bias = nn.Embedding(itemCount, 1);
        nn.init.zeros_(_bias.weight!);
        if (itemFeatures is not null)
        {
            _features = nn.Embedding(itemFeatures.FeatureCount, shape.Dimension);
            TruncatedNormal.Fill(_features.weight!);
        }

        Encoder = shape.Create();
        HasUnitVectors = shape.Temperature != 0;
        HasBias = shape.HasBias;
        ItemCount = itemCount;
        RegisterComponents();
    }

    /// <summary>Whether item vectors have length 1, because scores are cosines.</summary>
    public bool HasUnitVectors { get; }

    /// <summary>Whether each item's score has an offset of its own that is learned.</summary>
    public bool HasBias { get; }

    public ItemFeatureMatrix? ItemFeatures { get; }

    /// <summary>[features, dimension]; null where items have none.</summary>
    public Parameter? FeatureEmbeddings => _features?.weight;

    /// <summary>[items, dimension]: what is learned. <see cref="Vectors"/> is what is used.</summary>
    public Parameter Embeddings => _embeddings.weight!;

    /// <summary>[items, 1].</summary>
    public Parameter Bias => _bias.weight!;

    public ItemEncoder Encoder { get; }

    private ReadOnlySpan<float> BiasValues => MemoryMarshal.Cast<byte, float>(Bias.bytes);

    /// <summary>Whether the item's own embedding says anything; where not, its features alone stand for it.</summary>
    public bool IsTrained(int item) => _isTrained is null || _isTrained[item];

    public int ItemCount { get; }

    /// <summary>Queries [batch, time, dimension] after each item of the windows [batch, time].</summary>
    public override Tensor forward(Tensor items) => Queries(items, types: null, gaps: null);

    /// <summary>The same, told what the interactions were.</summary>
    /// <param name="types">[batch, time], places in the interaction types' list; null where the data do not say.</param>
    /// <param name="gaps">[batch, time], scaled; null where the data have no times.</param>
    public Tensor Queries(Tensor items, Tensor? types, Tensor? gaps)
    {
        Tensor vectors = EmbeddingsOf(items);
        return Encoder.forward(Encoder.Interactions is not { } interactions
            ? vectors
            : interactions.forward(vectors, (types ?? full_like(items, Unsaid)) + FirstType, gaps ?? zeros(items.shape)));
    }

    /// <summary>[items, dimension]: the encoder's inputs, and what its queries are compared with.</summary>
    public Tensor Vectors() => Finish(Described(Embeddings));

    public Tensor EmbeddingsOf(Tensor items) => ItemFeatures is null
        ? Finish(_embeddings.forward(items))
        : Vectors().index_select(0, items.reshape(-1)).reshape([.. items.shape, Encoder.Dimension]);

    /// <summary>The vector of an item as if nobody had met it: by its features alone.</summary>
    public Tensor VectorByFeatures(int item)
    {
        ItemFeatureMatrix features = ItemFeatures ?? throw new InvalidOperationException("The items have no features.");
        var rows = _features!.forward(tensor(features.FeaturesOf(item).ToArray().Select(feature => (long)feature).ToArray()));
        return Finish((rows * tensor(features.WeightsOf(item).ToArray()).unsqueeze(1)).sum(dim: 0, keepdim: true));
    }

    /// <summary>
    /// The offset of an item that nobody has met. Offsets are logarithms of how often items are chosen, so that of one that might be any of them is the
    /// logarithm of the mean and not the mean logarithm: the few items that are chosen often count.
    /// </summary>
    public float UntrainedBias()
    {
        if (!HasBias)
        {
            return 0;
        }

        ReadOnlySpan<float> bias = BiasValues;
        double sum = 0;
        int count = 0;
        for (int item = 0; item < bias.Length; item++)
        {
            if (IsTrained(item))
            {
                sum += Math.Exp(bias[item]);
                count++;
            }
        }

        return count == 0 ? 0 : (float)Math.Log(sum / count);
    }

    /// <summary>[items]: what is added to each item's score in use.</summary>
    public float[] Offsets()
    {
        float[] offsets = BiasValues.ToArray();
        float untrained = UntrainedBias();
        for (int item = 0; item < offsets.Length; item++)
        {
            offsets[item] = IsTrained(item) ? offsets[item] : untrained;
        }

        return offsets;
    }

    public Tensor BiasOf(Tensor items) => _bias.forward(items).squeeze(-1);

    /// <summary>Scores [rows, items] of all items for queries [rows, dimension].</summary>
    public Tensor Score(Tensor queries) => queries.matmul(Vectors().t()).add_(Bias.squeeze(1));

    private Tensor Finish(Tensor rows) =>
        HasUnitVectors ? rows * (rows * rows).sum(dim: -1, keepdim: true).clamp_min(ShortestSquare).rsqrt() : rows;

    /// <summary>Adds what is known of the items to their own embeddings.</summary>
    private Tensor Described(Tensor rows)
    {
        if (ItemFeatures is not { } features)
        {
            return rows;
        }

        long[] items = [.. Enumerable.Range(0, ItemCount).SelectMany(item => Enumerable.Repeat((long)item, features.FeaturesOf(item).Length))];
        var entries = _features!.forward(tensor(features.Features.Select(feature => (long)feature).ToArray())) * tensor(features.Weights).unsqueeze(1);
        var own = training ? rows : rows * tensor(Enumerable.Range(0, ItemCount).Select(item => IsTrained(item) ? 1f : 0f).ToArray()).unsqueeze(1);
        return own.index_add(0, tensor(items), entries, One);
    }
}
