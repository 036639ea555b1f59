using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Model;

/// <summary>A tensor of truth values in pinned memory.</summary>
/// <param name="shape">The lengths behind the batch's.</param>
internal sealed class FlagPort(string name, int[] shape, int maxBatch) : TensorPort(name)
{
    private readonly int _width = shape.Aggregate(1, (product, length) => product * length);
    private readonly bool[] _values = GC.AllocateArray<bool>(maxBatch * shape.Aggregate(1, (product, length) => product * length), pinned: true);

    public override void Write(int at, double value) => _values[at] = value != 0;

    public override OrtValue Open(int batch) => OrtValue.CreateTensorValueFromMemory(
        OrtMemoryInfo.DefaultInstance, _values.AsMemory(0, batch * _width), [batch, .. shape.Select(length => (long)length)]);
}
