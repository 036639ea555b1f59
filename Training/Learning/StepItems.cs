using Manidala.Training.Data;
using Manidala.Training.Kernels;
using static Manidala.Training.Kernels.LinearWeights;

namespace Manidala.Training.Learning;

/// <summary>
/// The items that a step touches, in slots: their vectors as the step uses them, made from what is learned, and their gradients. A step's cost and memory follow
/// from these and not from the catalogue's size.
/// </summary>
internal sealed unsafe class StepItems
{
    private const int SlotsInPart = 256;
    private readonly SequenceModel _model;
    private readonly int _dimension;
    private readonly double _idDropout;
    private readonly int[] _slotOf;
    private readonly List<int> _items = [];
    private readonly PinnedFloats _vectors = new();
    private readonly PinnedFloats _lengths = new();
    private readonly PinnedFloats _bias = new();

    /// <param name="idDropout">Share of a step's items that are known by their features alone, so that these learn to stand for an item nobody has met.</param>
    public StepItems(SequenceModel model, double idDropout)
    {
        _model = model;
        _dimension = model.Encoder.Dimension;
        _idDropout = model.ItemFeatures is null ? 0 : idDropout;
        _slotOf = new int[model.ItemCount];
        Array.Fill(_slotOf, -1);
    }

    public int Count => _items.Count;

    /// <summary>The item of each slot.</summary>
    public IReadOnlyList<int> Items => _items;

    /// <summary>[slots, dimension].</summary>
    public float* Vectors => _vectors.Pointer;

    public float* Bias => _bias.Pointer;

    /// <summary>[slots, dimension]: of the vectors, and after <see cref="Back"/> of what is learned.</summary>
    public PinnedFloats Gradient { get; } = new();

    public PinnedFloats BiasGradient { get; } = new();

    /// <summary>[features, dimension], or empty where items have none.</summary>
    public PinnedFloats FeatureGradient { get; } = new();

    public void Clear()
    {
        foreach (int item in _items)
        {
            _slotOf[item] = -1;
        }

        _items.Clear();
    }

    /// <summary>Gives items their slots, in the order in which they come.</summary>
    public int[] ToSlots(ReadOnlySpan<int> items)
    {
        var slots = new int[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            ref int slot = ref _slotOf[items[i]];
            if (slot < 0)
            {
                slot = _items.Count;
                _items.Add(items[i]);
            }

            slots[i] = slot;
        }

        return slots;
    }

    /// <param name="seed">Decides whose ids are left out; null for use, where an item without an interaction in training has none.</param>
    public void Gather(uint? seed)
    {
        int values = Count * _dimension;
        _ = _vectors.AtLeast(values);
        _ = _lengths.AtLeast(Count);
        _ = _bias.AtLeast(Count);
        if (seed is not null)
        {
            Clear(Gradient, values);
            Clear(BiasGradient, Count);
        }

        float untrained = _idDropout > 0 || seed is null ? _model.UntrainedBias() : 0;

        // Asked for once: each time goes through Torch and leaves an object to be finalised.
        float* ids = PointerOf(_model.Embeddings);
        float* bias = PointerOf(_model.Bias);
        float* described = _model.FeatureEmbeddings is { } table ? PointerOf(table) : null;
        ForParts((first, count) =>
        {
            for (int slot = first; slot < first + count; slot++)
            {
                Gather(slot, HasId(_items[slot], seed) ? ids : null, described);

                // Left out in training as in use: what the bias would say of an item is then for its features to learn.
                _bias.Pointer[slot] = HasId(_items[slot], seed) ? bias[_items[slot]] : untrained;
            }

            if (_model.HasUnitVectors)
            {
                float* rows = _vectors.Pointer + ((long)first * _dimension);
                RowKernels.SetLength(rows, count, _dimension, 1, _lengths.Pointer + first, rows);
            }
        });
    }

    /// <summary>From the vectors' gradient to that of what is learned, in place.</summary>
    public void Back(uint seed)
    {
        if (_model.HasUnitVectors)
        {
            ForParts((first, count) => RowKernels.SetLengthBack(
                Gradient.Pointer + ((long)first * _dimension), _vectors.Pointer + ((long)first * _dimension), count, _dimension, 1, _lengths.Pointer + first));
        }

        if (_model.ItemFeatures is { } features)
        {
            BackToFeatures(features, seed);
        }
    }

    private static void Clear(PinnedFloats gradient, int values)
    {
        gradient.Fit(values);
        gradient.Span[..values].Clear();
    }

    /// <param name="ids">The items' own embeddings; null where this item goes without.</param>
    /// <param name="described">Those of the features.</param>
    private void Gather(int slot, float* ids, float* described)
    {
        int item = _items[slot];
        float* row = _vectors.Pointer + ((long)slot * _dimension);
        var target = new Span<float>(row, _dimension);
        if (ids is not null)
        {
            new ReadOnlySpan<float>(ids + ((long)item * _dimension), _dimension).CopyTo(target);
        }
        else
        {
            target.Clear();
        }

        if (_model.ItemFeatures is { } features)
        {
            ReadOnlySpan<int> own = features.FeaturesOf(item);
            ReadOnlySpan<float> weights = features.WeightsOf(item);
            for (int entry = 0; entry < own.Length; entry++)
            {
                RowKernels.AddScaled(described + ((long)own[entry] * _dimension), weights[entry], _dimension, row);
            }
        }
    }

    private void BackToFeatures(ItemFeatureMatrix features, uint seed)
    {
        float* sums = FeatureGradient.AtLeast(features.FeatureCount * _dimension);
        FeatureGradient.Clear();
        for (int slot = 0; slot < Count; slot++)
        {
            int item = _items[slot];
            float* row = Gradient.Pointer + ((long)slot * _dimension);
            ReadOnlySpan<int> own = features.FeaturesOf(item);
            ReadOnlySpan<float> weights = features.WeightsOf(item);
            for (int entry = 0; entry < own.Length; entry++)
            {
                RowKernels.AddScaled(row, weights[entry], _dimension, sums + ((long)own[entry] * _dimension));
            }

            if (!HasId(item, seed))
            {
                new Span<float>(row, _dimension).Clear();
                BiasGradient.Pointer[slot] = 0;
            }
        }
    }

    private bool HasId(int item, uint? seed) => seed is { } given
        ? _idDropout == 0 || Dropout.Site(given, item) >= _idDropout * uint.MaxValue
        : _model.IsTrained(item);

    private void ForParts(Action<int, int> action) => Parallel.For(0, (Count + SlotsInPart - 1) / SlotsInPart, part =>
        action(part * SlotsInPart, Math.Min(SlotsInPart, Count - (part * SlotsInPart))));
}
