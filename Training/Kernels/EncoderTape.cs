namespace Manidala.Training.Kernels;

/// <summary>What an encoder's way forward leaves for its way back, for one chunk; one a thread.</summary>
internal sealed class EncoderTape
{
    private readonly List<GatedTape> _layers = [];

    public PinnedFloats Embedded { get; } = new();

    public PinnedFloats EmbeddedStatistics { get; } = new();

    public PinnedFloats Last { get; } = new();

    public PinnedFloats LastStatistics { get; } = new();

    /// <summary>Queries' lengths before they were given theirs, and the queries after it.</summary>
    public PinnedFloats Lengths { get; } = new();

    public PinnedFloats Scaled { get; } = new();

    public GatedTape LayerAt(int layer)
    {
        while (_layers.Count <= layer)
        {
            _layers.Add(new GatedTape());
        }

        return _layers[layer];
    }
}
