using Manidala.Training.Kernels;

namespace Manidala.Training.Learning;

/// <summary>Chooses how steps are computed.</summary>
internal static class Learners
{
    /// <summary>On the processor by kernels where there are some for the encoder, else by Torch.</summary>
    public static ISteps Create(SequenceModel model, TrainingOptions options, AdamW optimizer) => options.Device == TrainingDevice.Cpu
        ? new HostSteps(GatedEncoderKernel.Supports(options.Encoder) ? new FusedLearner(model, options) : new TorchLearner(model, options), optimizer)
        : new DeviceSteps(model, options, optimizer, TorchSharp.torch.device(options.Device));

    /// <summary>How histories are encoded for validation.</summary>
    public static ILastQueries CreateQueries(SequenceModel model, TrainingOptions options) => GatedEncoderKernel.Supports(options.Encoder)
        ? new FusedLastQueries(model)
        : new TorchLastQueries(model);
}
