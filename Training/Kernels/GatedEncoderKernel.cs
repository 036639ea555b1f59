using Manidala.Training.Encoders;
using TorchSharp.Modules;
using static Manidala.Training.Kernels.LinearWeights;

namespace Manidala.Training.Kernels;

/// <summary>A gated encoder's way forward and back over chunks of sequences. Chunks may run on several threads, each with its own tape, sums and scratch.</summary>
internal sealed unsafe class GatedEncoderKernel
{
    private readonly GatedEncoder _encoder;
    private readonly GatedLayerKernel[] _layers;

    public GatedEncoderKernel(GatedEncoder encoder)
    {
        _encoder = encoder;
        Interactions = encoder.Interactions is { } inputs ? new InteractionKernel(inputs) : null;
        _layers = [.. encoder.Layers.Select((layer, number) => new GatedLayerKernel(layer, number, encoder.DropoutShare))];
    }

    /// <summary>What is to be added to the items' embeddings before <see cref="Forward"/>; null where the model looks at items alone.</summary>
    public InteractionKernel? Interactions { get; }

    private float QueryLength => (float)(1 / _encoder.Temperature);

    /// <summary>Whether these kernels can compute this shape: whole vectors only.</summary>
    public static bool Supports(EncoderShape shape) => shape.Kind == EncoderKind.Gated && shape.Dimension % MatrixKernel.PanelColumns == 0;

    /// <summary>To be called whenever the weights have changed.</summary>
    public void Repack()
    {
        foreach (GatedLayerKernel layer in _layers)
        {
            layer.Repack();
        }
    }

    /// <param name="x">The items' embeddings; replaced by the queries.</param>
    /// <param name="seed">Null drops nothing, as in use.</param>
    public void Forward(float* x, Chunk chunk, EncoderTape tape, uint? seed)
    {
        int dimension = _encoder.Dimension;
        Drop(x, chunk, seed);
        float* given = tape.Embedded.AtLeast(chunk.Rows * dimension);
        new ReadOnlySpan<float>(x, chunk.Rows * dimension).CopyTo(tape.Embedded.Span);
        Norm(_encoder.Embedded, given, chunk.Rows, tape.EmbeddedStatistics, x);
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer].Forward(x, chunk, tape.LayerAt(layer), seed);
        }

        float* last = tape.Last.AtLeast(chunk.Rows * dimension);
        new ReadOnlySpan<float>(x, chunk.Rows * dimension).CopyTo(tape.Last.Span);
        Norm(_encoder.Final, last, chunk.Rows, tape.LastStatistics, x);
        if (_encoder.Temperature != 0)
        {
            _ = tape.Scaled.AtLeast(chunk.Rows * dimension);
            RowKernels.SetLength(x, chunk.Rows, dimension, QueryLength, tape.Lengths.AtLeast(chunk.Rows), x);
            new ReadOnlySpan<float>(x, chunk.Rows * dimension).CopyTo(tape.Scaled.Span);
        }
    }

    /// <param name="gradient">Of the queries; replaced by that of the items' embeddings.</param>
    public void Back(float* gradient, Chunk chunk, EncoderTape tape, uint? seed, GradientSums sums, KernelScratch scratch)
    {
        if (_encoder.Temperature != 0)
        {
            RowKernels.SetLengthBack(gradient, tape.Scaled.Pointer, chunk.Rows, _encoder.Dimension, QueryLength, tape.Lengths.Pointer);
        }

        NormBack(_encoder.Final, gradient, tape.Last, tape.LastStatistics, chunk.Rows, sums, scratch);
        for (int layer = _layers.Length - 1; layer >= 0; layer--)
        {
            _layers[layer].Back(gradient, chunk, tape.LayerAt(layer), seed, sums, scratch);
        }

        NormBack(_encoder.Embedded, gradient, tape.Embedded, tape.EmbeddedStatistics, chunk.Rows, sums, scratch);
        Drop(gradient, chunk, seed);
    }

    private void Norm(LayerNorm norm, float* x, int rows, PinnedFloats statistics, float* result) => RowKernels.LayerNorm(
        x, rows, _encoder.Dimension, PointerOf(norm.weight!), PointerOf(norm.bias!), statistics.AtLeast(rows * 2), result);

    private void NormBack(LayerNorm norm, float* gradient, PinnedFloats x, PinnedFloats statistics, int rows, GradientSums sums, KernelScratch scratch)
    {
        int values = rows * _encoder.Dimension;
        float* outer = scratch.Narrow.AtLeast(values);
        new ReadOnlySpan<float>(gradient, values).CopyTo(scratch.Narrow.Span);
        new Span<float>(gradient, values).Clear();
        RowKernels.LayerNormBack(outer, x.Pointer, statistics.Pointer, rows, _encoder.Dimension, PointerOf(norm.weight!), sums.Of(norm), gradient);
    }

    private void Drop(float* values, Chunk chunk, uint? seed)
    {
        if (seed is { } given)
        {
            int dimension = _encoder.Dimension;
            new Dropout(_encoder.DropoutShare, Dropout.Site(given, 0)).Apply(values, chunk.Rows * dimension, (uint)(chunk.FirstRow * dimension));
        }
    }
}
