using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static Manidala.Training.Kernels.LinearWeights;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>A step by Torch's graph: for every encoder, and the twin that the kernels are tested against.</summary>
internal sealed unsafe class TorchLearner(SequenceModel model, TrainingOptions options) : ILearner
{
    private readonly NextItemLoss _loss = new(model, options);

    public StepBatch Prepare(IReadOnlyList<TrainingWindow> windows) => new StepBatch.Padded(Batch.Of(windows), windows.Sum(window => window.Predictions));

    public double Compute(StepBatch batch, ulong seed)
    {
        using var scope = NewDisposeScope();
        foreach (Parameter parameter in model.parameters())
        {
            parameter.grad = null;
        }

        manual_seed((long)(seed >> 1));
        using Batch tensors = ((StepBatch.Padded)batch).Tensors;
        Tensor loss = _loss.Of(tensors, seed);
        loss.backward();
        return loss.item<float>();
    }

    public ReadOnlySpan<float> Of(Parameter parameter)
    {
        // Compared by where their numbers lie: TorchSharp may hand out several objects for one parameter.
        bool isFixed = !model.HasBias && PointerOf(parameter) == PointerOf(model.Bias);
        return isFixed || parameter.grad?.contiguous() is not { } gradient ? [] : MemoryMarshal.Cast<byte, float>(gradient.bytes);
    }
}
