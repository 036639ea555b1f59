using Manidala.Training.Encoders;
using Manidala.Training.Kernels;

namespace Manidala.Training.Learning;

/// <summary>Last queries by the kernels.</summary>
internal sealed unsafe class FusedLastQueries(SequenceModel model) : ILastQueries
{
    private readonly GatedEncoderKernel _encoder = new((GatedEncoder)model.Encoder);
    private readonly StepItems _items = new(model, idDropout: 0);

    public void Refresh()
    {
        _encoder.Repack();
        _items.Clear();
        _ = _items.ToSlots([.. Enumerable.Range(0, model.ItemCount)]);
        _items.Gather(seed: null);
    }

    public RankingKernel CreateRanking() => new(_items.Vectors, _items.Bias, model.ItemCount, model.Encoder.Dimension);

    public void Encode(IReadOnlyList<EncodedHistory> histories, PinnedFloats queries)
    {
        int dimension = model.Encoder.Dimension;
        int[] lengths = [.. histories.Select(history => history.Items.Length)];
        int rows = lengths.Sum();
        var x = new PinnedFloats(rows * dimension);
        float* embeddings = _items.Vectors;
        int row = 0;
        foreach (EncodedHistory history in histories)
        {
            foreach (int item in history.Items.Span)
            {
                new ReadOnlySpan<float>(embeddings + ((long)item * dimension), dimension).CopyTo(x.Span.Slice(row++ * dimension, dimension));
            }
        }

        _encoder.Interactions?.Add(x.Pointer, BatchOf(histories, lengths), first: 0, rows);
        _encoder.Forward(x.Pointer, new Chunk(0, rows, lengths), new EncoderTape(), seed: null);
        _ = queries.AtLeast(lengths.Length * dimension);
        row = 0;
        for (int place = 0; place < lengths.Length; place++)
        {
            row += lengths[place];
            x.Span.Slice((row - 1) * dimension, dimension).CopyTo(queries.Span.Slice(place * dimension, dimension));
        }
    }

    private static RaggedBatch BatchOf(IReadOnlyList<EncodedHistory> histories, int[] lengths) => new(lengths, [], [], [])
    {
        Types = [.. histories.SelectMany(history => history.Types.ToArray())],
        Gaps = [.. histories.SelectMany(history => history.Gaps.ToArray())],
    };
}
