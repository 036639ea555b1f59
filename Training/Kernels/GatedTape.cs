namespace Manidala.Training.Kernels;

/// <summary>What a layer's way forward leaves for its way back, for one chunk of rows.</summary>
internal sealed unsafe class GatedTape
{
    public PinnedFloats Input { get; } = new();

    public PinnedFloats MixStatistics { get; } = new();

    public PinnedFloats MixInput { get; } = new();

    public PinnedFloats Mix { get; } = new();

    public PinnedFloats States { get; } = new();

    public PinnedFloats Shown { get; } = new();

    public PinnedFloats Mixed { get; } = new();

    public PinnedFloats InnerStatistics { get; } = new();

    public PinnedFloats InnerInput { get; } = new();

    public PinnedFloats Inner { get; } = new();

    public PinnedFloats Activated { get; } = new();

    public void Fit(int rows, int dimension, int width, int innerWidth)
    {
        _ = Input.AtLeast(rows * dimension);
        _ = MixStatistics.AtLeast(rows * 2);
        _ = MixInput.AtLeast(rows * dimension);
        _ = Mix.AtLeast(rows * 3 * width);
        _ = States.AtLeast(rows * width);
        _ = Shown.AtLeast(rows * width);
        _ = Mixed.AtLeast(rows * dimension);
        _ = InnerStatistics.AtLeast(rows * 2);
        _ = InnerInput.AtLeast(rows * dimension);
        _ = Inner.AtLeast(rows * 2 * innerWidth);
        _ = Activated.AtLeast(rows * innerWidth);
    }
}
