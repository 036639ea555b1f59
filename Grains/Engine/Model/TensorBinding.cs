using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Model;

/// <summary>The tensors of one batch size, bound to a session's inputs and outputs.</summary>
internal sealed class TensorBinding(InferenceSession session) : IDisposable
{
    private readonly List<OrtValue> _tensors = [];
    private readonly List<(string Name, OrtValue Tensor)> _inputs = [];

    public OrtIoBinding Native { get; } = session.CreateIoBinding();

    public void BindInput(string name, OrtValue tensor)
    {
        _tensors.Add(tensor);
        _inputs.Add((name, tensor));
        Native.BindInput(name, tensor);
    }

    /// <summary>Binds the inputs again as they are now.</summary>
    public void BindInputsAgain()
    {
        foreach ((string name, OrtValue tensor) in _inputs)
        {
            Native.BindInput(name, tensor);
        }
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
