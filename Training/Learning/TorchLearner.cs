using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>A step by Torch's graph: for every encoder and device, and the twin that the kernels are tested against. Within a dispose scope of the caller's.</summary>
internal sealed class TorchLearner(SequenceModel model, int negatives) : ILearner
{
    private readonly NextItemLoss _loss = new(negatives);

    public double Compute(IReadOnlyList<TrainingWindow> windows, ulong seed)
    {
        foreach (Parameter parameter in model.parameters().Cast<Parameter>())
        {
            parameter.grad = null;
        }

        manual_seed((long)(seed >> 1));
        Tensor loss = _loss.Of(model, Batch.Of(windows), new Random((int)(seed >> 33)));
        loss.backward();
        return loss.item<float>();
    }

    public ReadOnlySpan<float> Of(Parameter parameter) =>
        parameter.grad?.contiguous() is { } gradient ? MemoryMarshal.Cast<byte, float>(gradient.bytes) : [];
}
