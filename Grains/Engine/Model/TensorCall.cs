using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Model;

/// <summary>Runs a file over the memory of its ports, with one binding for each batch size met so far. For one caller at a time.</summary>
/// <param name="run">Disposed with this.</param>
/// <param name="isOnDevice">Whether the file runs elsewhere than on the CPU: inputs are copied there when they are bound, not when the file runs.</param>
internal sealed class TensorCall(InferenceSession session, LimitedRun run, TensorPort[] inputs, TensorPort[] outputs, int maxBatch, bool isOnDevice) : IDisposable
{
    private readonly TensorBinding?[] _byBatch = new TensorBinding?[maxBatch + 1];

    /// <exception cref="InvalidBundleException">It took too long.</exception>
    public void Run(int batch)
    {
        TensorBinding binding = _byBatch[batch] ??= Bind(batch);
        foreach (TensorPort input in inputs)
        {
            input.Flush(batch);
        }

        if (isOnDevice)
        {
            binding.BindInputsAgain();
        }

        run.Run(binding.Native);
    }

    public void Dispose()
    {
        foreach (TensorBinding? binding in _byBatch)
        {
            binding?.Dispose();
        }

        run.Dispose();
    }

    private TensorBinding Bind(int batch)
    {
        var binding = new TensorBinding(session);
        foreach (TensorPort input in inputs)
        {
            binding.BindInput(input.Name, input.Open(batch));
        }

        foreach (TensorPort output in outputs)
        {
            binding.BindOutput(output.Name, output.Open(batch));
        }

        return binding;
    }
}
