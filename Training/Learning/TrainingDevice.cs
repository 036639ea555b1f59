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
        if (device == Cuda && !cuda.is_available())
        {
            throw new InvalidDataException(
                "--device cuda: this program's libtorch finds no CUDA device. It needs an NVIDIA driver and the package libtorch-cuda-12.8-linux-x64 " +
                "(libtorch-cuda-12.8-win-x64 on Windows) instead of libtorch-cpu in Training/Manidala.Training.csproj; --device cpu runs without.");
        }
    }
}
