using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>Gives queries the length 1 / temperature, so that their products with item vectors of length 1 are cosines over it.</summary>
/// <param name="temperature">0 leaves queries as they are.</param>
internal sealed class QueryLength(double temperature)
{
    private static readonly Scalar ShortestSquare = 1e-12f;
    private readonly Scalar _scale = temperature == 0 ? 1f : (float)(1 / temperature);

    public double Temperature { get; } = temperature;

    public Tensor Apply(Tensor queries) =>
        Temperature == 0 ? queries : queries * (queries * queries).sum(dim: -1, keepdim: true).clamp_min(ShortestSquare).rsqrt() * _scale;
}
