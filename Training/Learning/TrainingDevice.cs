using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>What computes a training: the processor, or a graphics processor where this program's Torch can use one.</summary>
internal static class TrainingDevice
{
    public const string Cpu = "cpu";
    public const string Cuda = "cuda";

    /// <exception cref="InvalidDataException">The device is not there; the message says what is missing.</exception>
    public static void Check(string device)
    {
        if (device != Cuda)
        {
            return;
        }

        // Refused rather than ignored: steps and optimiser work on memory of the processor, so a run would silently not be on the device that was asked for.
        throw new InvalidDataException(
            "--device cuda: this version computes steps on the processor only; use --device cpu." + (cuda.is_available()
                ? ""
                : " Nor does its libtorch find a CUDA device, which takes an NVIDIA driver and libtorch-cuda-12.8-linux-x64 in place of libtorch-cpu."));
    }
}
