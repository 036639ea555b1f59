namespace Manidala.Training.Kernels;

/// <summary>Memory of one thread that nothing outlives.</summary>
internal sealed class KernelScratch
{
    public PinnedFloats Packed { get; } = new();

    public PinnedFloats Narrow { get; } = new();

    public PinnedFloats Wide { get; } = new();

    public PinnedFloats Shown { get; } = new();

    public PinnedFloats Logits { get; } = new();
}
