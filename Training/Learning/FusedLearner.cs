using System.Numerics.Tensors;
using Manidala.Training.Data;
using Manidala.Training.Encoders;
using Manidala.Training.Kernels;
using TorchSharp.Modules;
using static Manidala.Training.Kernels.LinearWeights;

namespace Manidala.Training.Learning;

/// <summary>
/// A step's loss and gradients on the CPU, by kernels instead of Torch's graph: each shard of the batch goes forward, through the loss and back while its
/// numbers are in a core's cache. The result does not depend on the number of threads.
/// </summary>
internal sealed unsafe class FusedLearner : ILearner
{
    /// <summary>More cores than this do not help, and each shard costs memory the size of the encoder.</summary>
    private const int Shards = 8;

    /// <summary>Larger tables move only the rows that a step touches; smaller ones all of them, as Adam is written.</summary>
    private const int LargestWholeTable = 100_000;

    private readonly SequenceModel _model;
    private readonly GatedEncoderKernel _encoder;
    private readonly Rivals _rivals = new();
    private readonly FusedStep _step;
    private readonly FusedShard[] _shards;
    private readonly GradientSums _sums;
    private readonly int _negatives;

    // Null for all.
    private readonly int[]? _candidates;
    private readonly int _dimension;
    private readonly float[] _itemGradient;
    private readonly float[] _biasGradient;

    public FusedLearner(SequenceModel model, TrainingOptions options)
    {
        _model = model;
        _negatives = options.Negatives;
        _candidates = model.Candidates();
        _dimension = model.Encoder.Dimension;
        _encoder = new GatedEncoderKernel((GatedEncoder)model.Encoder);
        _step = new FusedStep(new StepItems(model, options.IdDropout), options.InputDropout);
        Parameter[] parameters = [.. model.Encoder.parameters()];
        _sums = new GradientSums(parameters);
        _shards = [.. Enumerable.Range(0, Shards).Select(_ => new FusedShard(parameters, _encoder, _rivals, _dimension))];
        _itemGradient = IsByRow ? [] : new float[model.ItemCount * _dimension];
        _biasGradient = IsByRow ? [] : new float[model.ItemCount];
    }

    private bool IsByRow => _model.ItemCount > LargestWholeTable;

    public StepBatch Prepare(IReadOnlyList<TrainingWindow> windows) => new StepBatch.Ragged(windows.ToRagged());

    public double Compute(StepBatch batch, ulong seed) => Compute(((StepBatch.Ragged)batch).Rows, seed);

    public double Compute(RaggedBatch batch, ulong seed)
    {
        var random = new SeededRandom(seed);
        uint dropout = (uint)random.NextUInt64();
        _encoder.Repack();
        _step.Begin(batch, dropout, _dimension);
        int candidates = _candidates?.Length ?? _model.ItemCount;
        int[] drawn = NegativeSampler.Draw(candidates, _negatives, random);
        int[] rivals = _step.Items.ToSlots(_candidates is null ? drawn : [.. drawn.Select(place => _candidates[place])]);
        _step.Items.Gather(dropout);
        _rivals.Set(rivals, new ItemVectors(_step.Items.Vectors, _step.Items.Bias, _step.Items.Count, _dimension), candidates);
        Chunk[][] chunks = BatchShard.Split(batch, Shards);
        Parallel.For(0, Shards, shard => _shards[shard].Run(_step, chunks[shard]));
        AddUp();
        Parallel.For(0, Shards, Scatter);
        _step.Items.Back(dropout);
        if (!IsByRow)
        {
            Spread();
        }

        return _shards.Sum(shard => shard.Loss);
    }

    public ReadOnlySpan<float> Of(Parameter parameter)
    {
        // Compared by where their numbers lie: TorchSharp may hand out several objects for one parameter.
        float* numbers = PointerOf(parameter);
        if (numbers == PointerOf(_model.Embeddings))
        {
            return _itemGradient;
        }

        if (numbers == PointerOf(_model.Bias))
        {
            return _model.HasBias ? _biasGradient : [];
        }

        bool isFeatures = _model.FeatureEmbeddings is { } features && numbers == PointerOf(features);
        return isFeatures
            ? _step.Items.FeatureGradient.Span[..(int)parameter.numel()]
            : new ReadOnlySpan<float>(_sums.Of(parameter), (int)parameter.numel());
    }

    public bool TryRows(Parameter parameter, out RowGradients rows)
    {
        rows = default;
        float* numbers = PointerOf(parameter);
        if (IsByRow && numbers == PointerOf(_model.Embeddings))
        {
            rows = new RowGradients(_step.Items.Items, _step.Items.Gradient.Span[..(_step.Items.Count * _dimension)]);
            return true;
        }

        if (IsByRow && _model.HasBias && numbers == PointerOf(_model.Bias))
        {
            rows = new RowGradients(_step.Items.Items, _step.Items.BiasGradient.Span[.._step.Items.Count]);
            return true;
        }

        return false;
    }

    /// <summary>In the shards' order, whichever of them was done first.</summary>
    private void AddUp()
    {
        _sums.Clear();
        SoftmaxKernel first = _shards[0].Softmax;
        foreach (FusedShard shard in _shards)
        {
            Add(shard.Sums.Pointer, _sums.Length, _sums.Pointer);
            if (!ReferenceEquals(shard.Softmax, first))
            {
                RowKernels.Add(shard.Softmax.RivalGradient.Pointer, _rivals.PaddedCount * _dimension, first.RivalGradient.Pointer);
                RowKernels.Add(shard.Softmax.RivalBiasGradient.Pointer, _rivals.PaddedCount, first.RivalBiasGradient.Pointer);
            }
        }
    }

    private static void Add(float* values, int count, float* sums) =>
        TensorPrimitives.Add(new ReadOnlySpan<float>(sums, count), new ReadOnlySpan<float>(values, count), new Span<float>(sums, count));

    /// <summary>Adds up what belongs to the slots of one part: those that leave this remainder. A slot's sum has one order, whoever adds.</summary>
    private void Scatter(int part)
    {
        float* gradient = _step.Items.Gradient.Pointer;
        Span<float> bias = _step.Items.BiasGradient.Span;
        for (int row = 0; row < _step.Rows; row++)
        {
            int input = _step.Inputs[row];
            if (input % Shards == part)
            {
                RowKernels.Add(_step.Gradient.Pointer + ((long)row * _dimension), _dimension, gradient + ((long)input * _dimension));
            }

            int target = _step.Targets[row];
            if (target % Shards == part)
            {
                float pull = _step.Pulls.Pointer[row];
                RowKernels.AddScaled(_step.Queries.Pointer + ((long)row * _dimension), pull, _dimension, gradient + ((long)target * _dimension));
                bias[target] += pull;
            }
        }

        Refusals refusals = _step.Refusals;
        for (int refusal = 0; refusal < refusals.Items.Length; refusal++)
        {
            int slot = refusals.Items[refusal];
            if (slot % Shards == part)
            {
                float pull = _step.RefusalPulls[refusal];
                RowKernels.AddScaled(_step.Queries.Pointer + ((long)refusals.Rows[refusal] * _dimension), pull, _dimension, gradient + ((long)slot * _dimension));
                bias[slot] += pull;
            }
        }

        ReadOnlySpan<int> rivals = _rivals.Slots;
        for (int column = 0; column < rivals.Length; column++)
        {
            int slot = rivals[column];
            if (slot % Shards == part)
            {
                RowKernels.Add(_shards[0].Softmax.RivalGradient.Pointer + ((long)column * _dimension), _dimension, gradient + ((long)slot * _dimension));
                bias[slot] += _shards[0].Softmax.RivalBiasGradient.Pointer[column];
            }
        }
    }

    /// <summary>From slots to a gradient of the whole table.</summary>
    private void Spread()
    {
        Array.Clear(_itemGradient);
        Array.Clear(_biasGradient);
        for (int slot = 0; slot < _step.Items.Count; slot++)
        {
            int item = _step.Items.Items[slot];
            _step.Items.Gradient.Span.Slice(slot * _dimension, _dimension).CopyTo(_itemGradient.AsSpan(item * _dimension));
            _biasGradient[item] = _step.Items.BiasGradient.Span[slot];
        }
    }
}
