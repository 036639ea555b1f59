using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>
/// Small random numbers to start weights from, none further from zero than two deviations.
/// Torch's trunc_normal_ cannot be used: in TorchSharp 0.107 it fills a tensor with one and the same number.
/// </summary>
internal static class TruncatedNormal
{
    private const double Deviation = 0.02;
    private static readonly Scalar Lowest = -2 * Deviation;
    private static readonly Scalar Highest = 2 * Deviation;

    public static void Fill(Tensor weights)
    {
        using var noGradients = no_grad();
        weights.normal_(0, Deviation).clamp_(Lowest, Highest);
    }
}
