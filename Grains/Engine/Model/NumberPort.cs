using System.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Model;

/// <summary>A tensor of numbers in pinned memory.</summary>
/// <param name="shape">The lengths behind the batch's.</param>
internal sealed class NumberPort<T>(string name, int[] shape, int maxBatch) : TensorPort(name)
    where T : unmanaged, INumberBase<T>
{
    public int Width { get; } = shape.Aggregate(1, (product, length) => product * length);

    public T[] Values { get; } = GC.AllocateArray<T>(maxBatch * shape.Aggregate(1, (product, length) => product * length), pinned: true);

    public Span<T> Front(int batch) => Values.AsSpan(0, batch * Width);

    public override void Write(int at, double value) => Values[at] = T.CreateSaturating(value);

    public override OrtValue Open(int batch) => OrtValue.CreateTensorValueFromMemory(
        OrtMemoryInfo.DefaultInstance, Values.AsMemory(0, batch * Width), [batch, .. shape.Select(length => (long)length)]);
}
