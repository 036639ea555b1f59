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

    private readonly SequenceModel _model;
    private readonly GatedEncoderKernel _encoder;
    private readonly Parameter[] _encoderParameters;
    private readonly Rivals _rivals;
    private readonly Shard[] _shards;
    private readonly GradientSums _sums;
    private readonly int _negatives;
    private readonly int _dimension;
    private readonly PinnedFloats _queries = new();
    private readonly PinnedFloats _gradient = new();
    private readonly PinnedFloats _pulls = new();
    private readonly PinnedFloats _weights = new();
    private readonly PinnedFloats _itemGradient;
    private readonly PinnedFloats _biasGradient;

    /// <param name="negatives">Items drawn for each step to stand for all others; 0 compares with every item.</param>
    public FusedLearner(SequenceModel model, int negatives)
    {
        _model = model;
        _negatives = negatives == 0 || negatives >= model.ItemCount ? 0 : negatives;
        _dimension = model.Encoder.Dimension;
        _encoder = new GatedEncoderKernel((GatedEncoder)model.Encoder);
        _encoderParameters = [.. model.Encoder.parameters()];
        _rivals = new Rivals(model.ItemCount, _dimension);
        _sums = new GradientSums(_encoderParameters);
        _shards = [.. Enumerable.Range(0, Shards).Select(_ => new Shard(_encoderParameters, _rivals, _dimension))];
        _itemGradient = new PinnedFloats(model.ItemCount * _dimension);
        _biasGradient = new PinnedFloats(MatrixKernel.Padded(model.ItemCount));
    }

    public ReadOnlySpan<float> Of(Parameter parameter)
    {
        // Compared by where their numbers lie: TorchSharp may hand out several objects for one parameter.
        float* numbers = PointerOf(parameter);
        if (numbers == PointerOf(_model.Embeddings))
        {
            return _itemGradient.Span;
        }

        return numbers == PointerOf(_model.Bias)
            ? _biasGradient.Span[.._model.ItemCount]
            : new ReadOnlySpan<float>(_sums.Of(parameter), (int)parameter.numel());
    }

    public double Compute(IReadOnlyList<TrainingWindow> windows, ulong seed) => Compute(RaggedBatch.Of(windows), seed);

    public double Compute(RaggedBatch batch, ulong seed)
    {
        var random = new SeededRandom(seed);
        _encoder.Repack();
        _rivals.Set(Draw(random), PointerOf(_model.Embeddings), PointerOf(_model.Bias));
        uint dropoutSeed = (uint)random.NextUInt64();
        Weigh(batch);
        _ = _queries.AtLeast(batch.Rows * _dimension);
        _ = _gradient.AtLeast(batch.Rows * _dimension);
        _ = _pulls.AtLeast(batch.Rows);
        Chunk[][] chunks = BatchShard.Split(batch, Shards);
        Parallel.For(0, Shards, shard => Run(batch, chunks[shard], _shards[shard], dropoutSeed));
        AddUp();
        Parallel.For(0, Shards, part => Scatter(batch, part));
        return _shards.Sum(shard => shard.Loss);
    }

    private void Weigh(RaggedBatch batch)
    {
        _ = _weights.AtLeast(batch.Rows);
        Span<float> weights = _weights.Span[..batch.Rows];
        if (batch.Weights.Length == 0)
        {
            weights.Fill(1f / batch.Rows);
            return;
        }

        float total = batch.Weights.Sum();
        for (int row = 0; row < weights.Length; row++)
        {
            weights[row] = batch.Weights[row] / total;
        }
    }

    private void Run(RaggedBatch batch, Chunk[] chunks, Shard shard, uint seed)
    {
        shard.Sums.Clear();
        shard.Softmax.Clear();
        shard.Loss = 0;
        float* embeddings = PointerOf(_model.Embeddings);
        fixed (int* targets = batch.Targets)
        {
            foreach (Chunk chunk in chunks)
            {
                float* queries = _queries.Pointer + (chunk.FirstRow * _dimension);
                float* gradient = _gradient.Pointer + (chunk.FirstRow * _dimension);
                for (int row = 0; row < chunk.Rows; row++)
                {
                    long item = batch.Inputs[chunk.FirstRow + row];
                    new ReadOnlySpan<float>(embeddings + (item * _dimension), _dimension).CopyTo(new Span<float>(queries + (row * _dimension), _dimension));
                }

                _encoder.Forward(queries, chunk, shard.Tape, seed);
                shard.Loss += shard.Softmax.Run(new SoftmaxRows
                {
                    Count = chunk.Rows,
                    Queries = queries,
                    Gradient = gradient,
                    Targets = targets + chunk.FirstRow,
                    Weights = _weights.Pointer + chunk.FirstRow,
                    Pulls = _pulls.Pointer + chunk.FirstRow,
                    Embeddings = embeddings,
                    Bias = PointerOf(_model.Bias),
                });
                _encoder.Back(gradient, chunk, shard.Tape, seed, shard.Sums, shard.Scratch);
            }
        }
    }

    /// <summary>In the shards' order, whichever of them was done first.</summary>
    private void AddUp()
    {
        _sums.Clear();
        int rivals = _rivals.PaddedCount * _dimension;
        foreach (Shard shard in _shards)
        {
            Accumulate(shard.Sums.Pointer, _sums.Length, _sums.Pointer);
            if (!ReferenceEquals(shard, _shards[0]))
            {
                RowKernels.Add(shard.Softmax.RivalGradient.Pointer, rivals, _shards[0].Softmax.RivalGradient.Pointer);
                RowKernels.Add(shard.Softmax.RivalBiasGradient.Pointer, _rivals.PaddedCount, _shards[0].Softmax.RivalBiasGradient.Pointer);
            }
        }

        _itemGradient.Clear();
        _biasGradient.Clear();
    }

    private static void Accumulate(float* values, int count, float* sums) =>
        System.Numerics.Tensors.TensorPrimitives.Add(new ReadOnlySpan<float>(sums, count), new ReadOnlySpan<float>(values, count), new Span<float>(sums, count));

    /// <summary>Adds up what belongs to the items of one part: those whose row leaves this remainder. An item's sum has one order, whoever adds.</summary>
    private void Scatter(RaggedBatch batch, int part)
    {
        for (int row = 0; row < batch.Rows; row++)
        {
            int input = batch.Inputs[row];
            if (input % Shards == part)
            {
                RowKernels.Add(_gradient.Pointer + (row * _dimension), _dimension, _itemGradient.Pointer + ((long)input * _dimension));
            }

            int target = batch.Targets[row];
            if (target % Shards == part)
            {
                float pull = _pulls.Pointer[row];
                RowKernels.AddScaled(_queries.Pointer + (row * _dimension), pull, _dimension, _itemGradient.Pointer + ((long)target * _dimension));
                _biasGradient.Span[target] += pull;
            }
        }

        ReadOnlySpan<int> rivals = _rivals.Items;
        for (int column = 0; column < rivals.Length; column++)
        {
            int item = rivals[column];
            if (item % Shards == part)
            {
                RowKernels.Add(_shards[0].Softmax.RivalGradient.Pointer + (column * _dimension), _dimension, _itemGradient.Pointer + ((long)item * _dimension));
                _biasGradient.Span[item] += _shards[0].Softmax.RivalBiasGradient.Pointer[column];
            }
        }
    }

    /// <summary>Distinct items, by Floyd's way: evenly, however close their number is to all.</summary>
    private int[] Draw(SeededRandom random)
    {
        if (_negatives == 0)
        {
            return [.. Enumerable.Range(0, _model.ItemCount)];
        }

        var drawn = new HashSet<int>(_negatives);
        for (int last = _model.ItemCount - _negatives; last < _model.ItemCount; last++)
        {
            int item = random.Next(last + 1);
            drawn.Add(drawn.Contains(item) ? last : item);
        }

        int[] items = [.. drawn];
        Array.Sort(items);
        return items;
    }

    private sealed class Shard(IReadOnlyList<Parameter> parameters, Rivals rivals, int dimension)
    {
        public GradientSums Sums { get; } = new(parameters);

        public SoftmaxKernel Softmax { get; } = new(rivals, dimension);

        public EncoderTape Tape { get; } = new();

        public KernelScratch Scratch { get; } = new();

        public double Loss { get; set; }
    }
}
