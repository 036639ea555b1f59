using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary><see cref="AdamW"/> by Torch's operations, on whatever device the parameters are; the numbers of a step stay there.</summary>
internal sealed class DeviceAdamW : IDisposable
{
    // Kept for good: a Scalar made for one call can be finalised while the native code runs.
    private static readonly Scalar FirstKept = AdamW.FirstDecay;
    private static readonly Scalar FirstTaken = 1 - AdamW.FirstDecay;
    private static readonly Scalar SecondKept = AdamW.SecondDecay;
    private static readonly Scalar SecondTaken = 1 - AdamW.SecondDecay;
    private static readonly Scalar Epsilon = AdamW.Epsilon;
    private static readonly Scalar One = 1f;
    private readonly Parameter[] _parameters;
    private readonly double _weightDecay;
    private readonly double _clipNorm;

    public DeviceAdamW(Parameter[] parameters, TrainingOptions options)
    {
        _parameters = parameters;
        _weightDecay = options.WeightDecay;
        _clipNorm = options.ClipNorm;
        First = [.. parameters.Select(Zeros)];
        Second = [.. parameters.Select(Zeros)];
    }

    /// <summary>Running means of the gradients, by parameter.</summary>
    public IReadOnlyList<Tensor> First { get; }

    /// <summary>Running means of the gradients' squares, by parameter.</summary>
    public IReadOnlyList<Tensor> Second { get; }

    /// <summary>Forgets the gradients of the step before.</summary>
    public void Forget()
    {
        foreach (Parameter parameter in _parameters)
        {
            parameter.grad = null;
        }
    }

    /// <param name="step">How many there were with this one.</param>
    public void Step(double rate, int step)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        Tensor[] squares = [.. _parameters.Where(parameter => parameter.grad is not null).Select(parameter => parameter.grad!.square().sum())];
        if (squares.Length == 0)
        {
            return;
        }

        // Of one number each; the processor need not wait for any of them.
        Tensor scale = (tensor((float)_clipNorm) / stack(squares).sum().sqrt()).clamp_max(One);
        Tensor pace = tensor((float)(rate / (1 - Math.Pow(AdamW.FirstDecay, step))));
        Tensor secondScale = tensor((float)(1 / (1 - Math.Pow(AdamW.SecondDecay, step))));
        Tensor kept = tensor((float)(1 - (rate * _weightDecay)));
        for (int place = 0; place < _parameters.Length; place++)
        {
            Parameter parameter = _parameters[place];
            if (parameter.grad is not { } found)
            {
                continue;
            }

            Tensor gradient = found * scale;
            First[place].mul_(FirstKept).add_(gradient * FirstTaken);
            Second[place].mul_(SecondKept).add_(gradient.square() * SecondTaken);
            if (parameter.dim() > 1)
            {
                parameter.mul_(kept);
            }

            parameter.sub_(First[place] * pace / ((Second[place] * secondScale).sqrt() + Epsilon));
        }
    }

    public void Dispose()
    {
        foreach (Tensor moments in First.Concat(Second))
        {
            moments.Dispose();
        }
    }

    private static Tensor Zeros(Parameter parameter) => zeros(parameter.shape, device: parameter.device).DetachFromDisposeScope();
}
