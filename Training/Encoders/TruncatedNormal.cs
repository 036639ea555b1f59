using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>
/// Small random numbers to start weights from, none further from zero than two deviations.
/// Torch's trunc_normal_ cannot be used: in TorchSharp 0.107 it fills a tensor with one and the same number.
/// </summary>
internal static class TruncatedNormal
{
    private const double Small = 0.02;

    public static void Fill(Tensor weights, double deviation = Small)
    {
        using var noGradients = no_grad();
        using Scalar lowest = -2 * deviation;
        using Scalar highest = 2 * deviation;
        weights.normal_(0, deviation).clamp_(lowest, highest);

        // Held until here: a Scalar may be finalised while native code reads it.
        GC.KeepAlive(lowest);
        GC.KeepAlive(highest);
    }
}
