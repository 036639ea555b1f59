using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Model;

/// <summary>The tensors of one batch size, bound to a session's inputs and outputs.</summary>
internal sealed class TensorBinding(InferenceSession session) : IDisposable
{
    private readonly List<OrtValue> _tensors = [];

    public OrtIoBinding Native { get; } = session.CreateIoBinding();

    public void BindInput(string name, OrtValue tensor)
    {
        _tensors.Add(tensor);
        Native.BindInput(name, tensor);
    }

    public void BindOutput(string name, OrtValue tensor)
    {
        _tensors.Add(tensor);
        Native.BindOutput(name, tensor);
    }

    public void Dispose()
    {
        Native.Dispose();
        foreach (OrtValue tensor in _tensors)
        {
            tensor.Dispose();
        }
    }
}
