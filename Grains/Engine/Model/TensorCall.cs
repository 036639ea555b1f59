using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Model;

/// <summary>Runs a file over the memory of its ports, with one binding for each batch size met so far. For one caller at a time.</summary>
internal sealed class TensorCall(InferenceSession session, TensorPort[] inputs, TensorPort[] outputs, int maxBatch) : IDisposable
{
    private readonly RunOptions _run = new();
    private readonly TensorBinding?[] _byBatch = new TensorBinding?[maxBatch + 1];

    public void Run(int batch)
    {
        TensorBinding binding = _byBatch[batch] ??= Bind(batch);
        foreach (TensorPort input in inputs)
        {
            input.Flush(batch);
        }

        session.RunWithBinding(_run, binding.Native);
    }

    public void Dispose()
    {
        foreach (TensorBinding? binding in _byBatch)
        {
            binding?.Dispose();
        }

        _run.Dispose();
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
