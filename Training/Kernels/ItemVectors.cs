namespace Manidala.Training.Kernels;

/// <summary>The vectors and biases of a step's items.</summary>
internal readonly unsafe struct ItemVectors(float* vectors, float* bias, int count, int dimension)
{
    /// <summary>[items, dimension].</summary>
    public float* Vectors { get; } = vectors;

    public float* Bias { get; } = bias;

    public int Count { get; } = count;

    public int Dimension { get; } = dimension;
}
