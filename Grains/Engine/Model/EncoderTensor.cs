namespace Manidala.Engine.Model;

/// <summary>An input or output as a file declares it.</summary>
/// <param name="Type">The elements' type, as ONNX Runtime calls it: Float, Int64, String.</param>
/// <param name="Dimensions">-1 for a length that the file leaves open.</param>
public sealed record EncoderTensor(string Name, string Type, IReadOnlyList<int> Dimensions)
{
    public override string ToString() => $"{Type} [{string.Join(", ", Dimensions)}]";
}
