using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>
/// Steps on a device with memory of its own: a copy of the model lives there with its moments, and the model that all else reads is brought up to date when
/// somebody is about to read it. Moves all rows of a table in every step, which on such a device costs less than finding out which.
/// </summary>
internal sealed class DeviceSteps : ISteps
{
    private readonly SequenceModel _model;
    private readonly SequenceModel _copy;
    private readonly AdamW _optimizer;
    private readonly Device _device;
    private readonly NextItemLoss _loss;
    private readonly int[] _learning;
    private readonly DeviceAdamW _moves;

    public DeviceSteps(SequenceModel model, TrainingOptions options, AdamW optimizer, Device device)
    {
        _model = model;
        _optimizer = optimizer;
        _device = device;
        _copy = model.Like();
        _ = _copy.to(device);
        _copy.train();
        _loss = new NextItemLoss(_copy, options);
        Parameter[] parameters = [.. _copy.parameters()];
        _learning = _copy.Learning();
        _moves = new DeviceAdamW([.. _learning.Select(place => parameters[place])], options);
        Distribute();
    }

    public StepBatch Prepare(IReadOnlyList<TrainingWindow> windows) => new StepBatch.Padded(Batch.Of(windows), windows.Sum(window => window.Predictions));

    public double Compute(StepBatch batch, ulong seed)
    {
        using var scope = NewDisposeScope();
        manual_seed((long)(seed >> 1));
        using Batch host = ((StepBatch.Padded)batch).Tensors;
        _moves.Forget();
        Tensor loss = _loss.Of(host.To(_device), seed);
        loss.backward();
        return loss.item<float>();
    }

    public void Move(double rate)
    {
        _optimizer.Steps++;
        _moves.Step(rate, _optimizer.Steps);
    }

    public void Collect() => Each((here, there) =>
    {
        using Tensor values = there.detach().cpu().contiguous();
        MemoryMarshal.Cast<byte, float>(values.bytes).CopyTo(here);
    });

    public void Distribute() => Each((here, there) =>
    {
        using Tensor values = tensor(here.ToArray(), there.shape);
        there.copy_(values);
    });

    public void Dispose()
    {
        _moves.Dispose();
        _copy.Dispose();
    }

    private void Each(Action<Span<float>, Tensor> exchange)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        foreach (var (here, there) in _model.parameters().Zip(_copy.parameters()))
        {
            exchange(MemoryMarshal.Cast<byte, float>(here.bytes), there);
        }

        for (int place = 0; place < _learning.Length; place++)
        {
            (float[] first, float[] second) = _optimizer.MomentsOf(_learning[place]);
            exchange(first, _moves.First[place]);
            exchange(second, _moves.Second[place]);
        }
    }
}
