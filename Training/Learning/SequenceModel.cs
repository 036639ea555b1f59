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

    private const int ItemsAtOnce = 1_024;

    private static readonly Scalar ShortestSquare = ShortestLength * ShortestLength;
    private static readonly Scalar One = 1f;
    private static readonly Scalar Unsaid = (long)SequenceSteps.TypeWithoutOne.Place;
    private static readonly Scalar FirstType = (long)InteractionInputs.NumberOf(0);
    private readonly EncoderShape _shape;
    private readonly Embedding _embeddings;
    private readonly Embedding _bias;
    private readonly Embedding? _features;
    private readonly bool[]? _isTrained;

    /// <param name="itemFeatures">What is known of the items; null for nothing.</param>
    /// <param name="isTrained">Whether each item occurs in training; null where all count as if.</param>
    public SequenceModel(EncoderShape shape, int itemCount, ItemFeatureMatrix? itemFeatures = null, bool[]? isTrained = null)
        : base("sequence")
    {
        _shape = shape;
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

    /// <summary>Another of the same shape, with weights of its own.</summary>
    public SequenceModel Like() => new(_shape, ItemCount, ItemFeatures, _isTrained);

    /// <summary>Whether item vectors have length 1, because scores are cosines.</summary>
    public bool HasUnitVectors { get; }

    /// <summary>Whether each item's score has an offset of its own that is learned.</summary>
    public bool HasBias { get; }

    /// <summary>Which of the parameters learn, by their places: a bias that scores do not have in use only corrects for how often items are met.</summary>
    public int[] Learning() =>
        [.. named_parameters().Select((named, place) => (named.name, place)).Where(named => HasBias || named.name != "_bias.weight").Select(named => named.place)];

    public ItemFeatureMatrix? ItemFeatures { get; }

    /// <summary>[features, dimension]; null where items have none.</summary>
    public Parameter? FeatureEmbeddings => _features?.weight;

    /// <summary>[items, dimension]: what is learned. <see cref="Vectors()"/> is what is used.</summary>
    public Parameter Embeddings => _embeddings.weight!;

    /// <summary>[items, 1].</summary>
    public Parameter Bias => _bias.weight!;

    public ItemEncoder Encoder { get; }


    /// <summary>Whether the item's own embedding says anything; where not, its features alone stand for it.</summary>
    public bool IsTrained(int item) => _isTrained is null || _isTrained[item];

    public int ItemCount { get; }

    /// <summary>
    /// Items that may be drawn as rivals; null for all. An item known by its attributes that nobody has met yet was never turned down: drawn, it would only be
    /// pushed away.
    /// </summary>
    public int[]? Candidates() => ItemFeatures is null ? null : [.. Enumerable.Range(0, ItemCount).Where(IsTrained)];

    /// <summary>Queries [batch, time, dimension] after each item of the windows [batch, time].</summary>
    public override Tensor forward(Tensor items) => Queries(EmbeddingsOf(items), types: null, gaps: null);

    /// <summary>The same from the items' vectors, told what the interactions were.</summary>
    /// <param name="vectors">[batch, time, dimension].</param>
    /// <param name="types">[batch, time], places in the interaction types' list; null where the data do not say.</param>
    /// <param name="gaps">[batch, time], scaled; null where the data have no times.</param>
    /// <param name="seen">[batch, time, 1]: 0 for inputs that say nothing, else 1; null where all do.</param>
    public Tensor Queries(Tensor vectors, Tensor? types, Tensor? gaps, Tensor? seen = null)
    {
        if (Encoder.Interactions is { } interactions)
        {
            long[] places = vectors.shape[..^1];
            vectors = interactions.forward(
                vectors, (types ?? full(places, Unsaid, ScalarType.Int64, vectors.device)) + FirstType, gaps ?? zeros(places, device: vectors.device));
        }

        return Encoder.forward(seen is null ? vectors : vectors * seen);
    }

    /// <summary>[items, dimension]: the encoder's inputs, and what its queries are compared with.</summary>
    public Tensor Vectors() => Vectors(leftOut: null);

    /// <param name="leftOut">[items, 1]: 1 for items that a step knows by their features alone, else 0.</param>
    public Tensor Vectors(Tensor? leftOut) => Finish(Described(Embeddings, leftOut));

    public Tensor EmbeddingsOf(Tensor items) => ItemFeatures is null
        ? Finish(_embeddings.forward(items))
        : Vectors().index_select(0, items.reshape(-1)).reshape([.. items.shape, Encoder.Dimension]);

    /// <summary>The vector of an item as if nobody had met it: by its features alone.</summary>
    public Tensor VectorByFeatures(int item)
    {
        ItemFeatureMatrix features = ItemFeatures ?? throw new InvalidOperationException("The items have no features.");
        var rows = _features!.forward(tensor(features.FeaturesOf(item).ToArray()).to_type(ScalarType.Int64));
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

        using Tensor here = Bias.detach().cpu();
        ReadOnlySpan<float> bias = MemoryMarshal.Cast<byte, float>(here.bytes);
        Span<float> chosen = stackalloc float[ItemsAtOnce];
        double sum = 0;
        int count = 0;
        for (int first = 0; first < bias.Length; first += ItemsAtOnce)
        {
            ReadOnlySpan<float> part = bias[first..Math.Min(first + ItemsAtOnce, bias.Length)];
            System.Numerics.Tensors.TensorPrimitives.Exp(part, chosen);
            for (int place = 0; place < part.Length; place++)
            {
                if (IsTrained(first + place))
                {
                    sum += chosen[place];
                    count++;
                }
            }
        }

        return count == 0 ? 0 : (float)Math.Log(sum / count);
    }

    /// <summary>[items]: what is added to each item's score in use.</summary>
    public float[] Offsets()
    {
        using Tensor here = Bias.detach().cpu();
        float[] offsets = MemoryMarshal.Cast<byte, float>(here.bytes).ToArray();
        float untrained = UntrainedBias();
        for (int item = 0; item < offsets.Length; item++)
        {
            offsets[item] = IsTrained(item) ? offsets[item] : untrained;
        }

        return offsets;
    }

    public Tensor BiasOf(Tensor items) => _bias.forward(items).squeeze(-1);

    /// <summary>Scores [rows, items] of all items for queries [rows, dimension].</summary>
    public Tensor Score(Tensor queries) => Score(queries, Vectors());

    /// <param name="vectors">[items, dimension].</param>
    public Tensor Score(Tensor queries, Tensor vectors) => queries.matmul(vectors.t()).add_(Bias.squeeze(1));

    private Tensor Finish(Tensor rows) =>
        HasUnitVectors ? rows * (rows * rows).sum(dim: -1, keepdim: true).clamp_min(ShortestSquare).rsqrt() : rows;

    /// <summary>Adds what is known of the items to their own embeddings.</summary>
    private Tensor Described(Tensor rows, Tensor? leftOut)
    {
        if (ItemFeatures is not { } features)
        {
            return rows;
        }

        int[] items = [.. Enumerable.Range(0, ItemCount).SelectMany(item => Enumerable.Repeat(item, features.FeaturesOf(item).Length))];
        Device device = rows.device;
        var entries = _features!.forward(Whole(features.Features, device)) * tensor(features.Weights, device: device).unsqueeze(1);
        leftOut ??= training ? null : tensor(Enumerable.Range(0, ItemCount).Select(item => IsTrained(item) ? 0f : 1f).ToArray(), device: device).unsqueeze(1);
        var own = leftOut is null ? rows : rows * (One - leftOut);
        return own.index_add(0, Whole(items, device), entries, One);
    }

    private static Tensor Whole(int[] numbers, Device device) => tensor(numbers, device: device).to_type(ScalarType.Int64);
}
