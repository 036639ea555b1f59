using Manidala.Training.Encoders;
using static Manidala.Training.Kernels.LinearWeights;

namespace Manidala.Training.Kernels;

/// <summary>A gated layer's way forward and back over a chunk, for one thread; its twin in Torch is <see cref="GatedLayer"/>.</summary>
internal sealed unsafe class GatedLayerKernel(GatedLayer layer, int number, double dropout)
{
    // Sites that drop: after the mixing, within and after the feed-forward part; 0 is the encoder's own.
    private const int SitesPerLayer = 3;
    private readonly int _dimension = (int)layer.MixNorm.weight!.numel();
    private readonly LinearWeights _mix = new(layer.Mix);
    private readonly LinearWeights _shown = new(layer.Shown);
    private readonly LinearWeights _inner = new(layer.Inner);
    private readonly LinearWeights _outer = new(layer.Outer);

    public void Repack()
    {
        _mix.Repack();
        _shown.Repack();
        _inner.Repack();
        _outer.Repack();
    }

    /// <param name="x">Rows; replaced by the layer's result.</param>
    /// <param name="seed">Null drops nothing.</param>
    public void Forward(float* x, Chunk chunk, GatedTape tape, uint? seed)
    {
        int rows = chunk.Rows;
        int values = rows * _dimension;
        tape.Fit(rows, _dimension, layer.Width, layer.InnerWidth);
        new ReadOnlySpan<float>(x, values).CopyTo(tape.Input.Span);
        RowKernels.LayerNorm(x, rows, _dimension, PointerOf(layer.MixNorm.weight!), PointerOf(layer.MixNorm.bias!), tape.MixStatistics.Pointer, tape.MixInput.Pointer);
        _mix.Forward(tape.MixInput.Pointer, rows, tape.Mix.Pointer);
        int first = 0;
        foreach (int length in chunk.Lengths.Span)
        {
            int at = first * layer.Width;
            GatedUnits.Scan(tape.Mix.Pointer + (3 * at), length, layer.Width, tape.States.Pointer + at, tape.Shown.Pointer + at);
            first += length;
        }

        float* mixed = tape.Mixed.Pointer;
        _shown.Forward(tape.Shown.Pointer, rows, mixed);
        Drop(mixed, chunk, _dimension, seed, site: 0);
        RowKernels.Add(x, values, mixed);

        RowKernels.LayerNorm(mixed, rows, _dimension, PointerOf(layer.InnerNorm.weight!), PointerOf(layer.InnerNorm.bias!), tape.InnerStatistics.Pointer, tape.InnerInput.Pointer);
        _inner.Forward(tape.InnerInput.Pointer, rows, tape.Inner.Pointer);
        GatedUnits.Swish(tape.Inner.Pointer, rows, layer.InnerWidth, tape.Activated.Pointer);
        Drop(tape.Activated.Pointer, chunk, layer.InnerWidth, seed, site: 1);
        _outer.Forward(tape.Activated.Pointer, rows, x);
        Drop(x, chunk, _dimension, seed, site: 2);
        RowKernels.Add(mixed, values, x);
    }

    /// <param name="gradient">Of the layer's result; replaced by that of its input.</param>
    public void Back(float* gradient, Chunk chunk, GatedTape tape, uint? seed, GradientSums sums, KernelScratch scratch)
    {
        int rows = chunk.Rows;
        int values = rows * _dimension;
        float* packed = scratch.Packed.AtLeast(rows * MatrixKernel.Padded(Math.Max(layer.Width, layer.InnerWidth)));
        float* narrow = scratch.Narrow.AtLeast(values);
        float* wide = scratch.Wide.AtLeast(rows * Math.Max(3 * layer.Width, 2 * layer.InnerWidth));
        float* shown = scratch.Shown.AtLeast(rows * Math.Max(layer.Width, layer.InnerWidth));

        new ReadOnlySpan<float>(gradient, values).CopyTo(scratch.Narrow.Span);
        Drop(narrow, chunk, _dimension, seed, site: 2);
        _outer.Back(narrow, tape.Activated.Pointer, rows, shown, sums.Of(layer.Outer), packed);
        Drop(shown, chunk, layer.InnerWidth, seed, site: 1);
        GatedUnits.SwishBack(tape.Inner.Pointer, shown, rows, layer.InnerWidth, wide);
        _inner.Back(wide, tape.InnerInput.Pointer, rows, narrow, sums.Of(layer.Inner), packed);
        RowKernels.LayerNormBack(narrow, tape.Mixed.Pointer, tape.InnerStatistics.Pointer, rows, _dimension, PointerOf(layer.InnerNorm.weight!), sums.Of(layer.InnerNorm), gradient);

        new ReadOnlySpan<float>(gradient, values).CopyTo(scratch.Narrow.Span);
        Drop(narrow, chunk, _dimension, seed, site: 0);
        _shown.Back(narrow, tape.Shown.Pointer, rows, shown, sums.Of(layer.Shown), packed);
        int first = 0;
        foreach (int length in chunk.Lengths.Span)
        {
            int at = first * layer.Width;
            GatedUnits.ScanBack(tape.Mix.Pointer + (3 * at), tape.States.Pointer + at, shown + at, length, layer.Width, wide + (3 * at));
            first += length;
        }

        _mix.Back(wide, tape.MixInput.Pointer, rows, narrow, sums.Of(layer.Mix), packed);
        RowKernels.LayerNormBack(narrow, tape.Input.Pointer, tape.MixStatistics.Pointer, rows, _dimension, PointerOf(layer.MixNorm.weight!), sums.Of(layer.MixNorm), gradient);
    }

    private void Drop(float* values, Chunk chunk, int width, uint? seed, int site)
    {
        if (seed is { } given)
        {
            new Dropout(dropout, Dropout.Site(given, 1 + (number * SitesPerLayer) + site)).Apply(values, chunk.Rows * width, (uint)(chunk.FirstRow * width));
        }
    }
}
