using Manidala.Training.Encoders;
using Manidala.Training.Kernels;

namespace Manidala.Training.Learning;

/// <summary>Last queries by the kernels.</summary>
internal sealed unsafe class FusedLastQueries(SequenceModel model) : ILastQueries
{
    private readonly GatedEncoderKernel _encoder = new((GatedEncoder)model.Encoder);
    private readonly StepItems _items = new(model, idDropout: 0);
    private readonly RankingKernel _ranking = new(model.ItemCount, model.Encoder.Dimension);
    private readonly ScratchPool<Scratch> _scratch = new();

    public RankingKernel Refresh()
    {
        _encoder.Repack();
        _items.Clear();
        _ = _items.ToSlots([.. Enumerable.Range(0, model.ItemCount)]);
        _items.Gather(seed: null);
        _ranking.Refresh(_items.Vectors, _items.Bias);
        return _ranking;
    }

    public void Encode(IReadOnlyList<EncodedHistory> histories, PinnedFloats queries)
    {
        int dimension = model.Encoder.Dimension;
        RaggedBatch batch = BatchOf(histories);
        queries.Fit(batch.Lengths.Length * dimension);
        Scratch scratch = _scratch.Rent();
        int place = 0;
        foreach (Chunk chunk in BatchShard.Split(batch, shards: 1)[0])
        {
            Encode(batch, chunk, scratch);
            int end = 0;
            foreach (int length in chunk.Lengths.Span)
            {
                end += length;
                scratch.Inputs.Span.Slice((end - 1) * dimension, dimension).CopyTo(queries.Span.Slice(place++ * dimension, dimension));
            }
        }

        _scratch.Return(scratch);
    }

    private void Encode(RaggedBatch batch, Chunk chunk, Scratch scratch)
    {
        int dimension = model.Encoder.Dimension;
        float* x = scratch.Inputs.AtLeast(chunk.Rows * dimension);
        for (int row = 0; row < chunk.Rows; row++)
        {
            long item = batch.Inputs[chunk.FirstRow + row];
            new ReadOnlySpan<float>(_items.Vectors + (item * dimension), dimension).CopyTo(scratch.Inputs.Span[(row * dimension)..]);
        }

        _encoder.Interactions?.Add(x, batch, chunk.FirstRow, chunk.Rows);
        _encoder.Forward(x, chunk, scratch.Tape, seed: null);
    }

    private static RaggedBatch BatchOf(IReadOnlyList<EncodedHistory> histories) => new(
        [.. histories.Select(history => history.Items.Length)],
        [.. histories.SelectMany(history => history.Items.ToArray())],
        [],
        [])
    {
        Types = [.. histories.SelectMany(history => history.Types.ToArray())],
        Gaps = [.. histories.SelectMany(history => history.Gaps.ToArray())],
    };

    private sealed class Scratch
    {
        public PinnedFloats Inputs { get; } = new();

        public EncoderTape Tape { get; } = new();
    }
}
