using Manidala.Training.Encoders;
using Manidala.Training.Native;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>What computes a training: the processor, or a graphics processor where this program's Torch can use one.</summary>
internal static class TrainingDevice
{
    public const string Cpu = "cpu";
    public const string Cuda = "cuda";

    /// <exception cref="InvalidDataException">The device is not there; the message says what is missing.</exception>
    public static void Check(TrainingOptions options)
    {
        if (options.Device == Cpu)
        {
            return;
        }

        if (options.Encoder.Kind == EncoderKind.LinearRecurrent)
        {
            throw new InvalidDataException(
                $"--device {options.Device}: the lru encoder is computed by the processor alone; use --device cpu, or --encoder gated, gru or transformer.");
        }

        // Refused rather than ignored: a run would silently not be on the device that was asked for.
        if (!cuda.is_available())
        {
            throw new InvalidDataException($"--device {options.Device}: {TorchLibrary.MissingForCuda}; use --device cpu.");
        }
    }
}
