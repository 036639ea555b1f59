namespace Manidala.Training.Packing;

/// <summary>An array of numbers from a file, row-major.</summary>
internal sealed record NpyArray(IReadOnlyList<long> Shape, float[] Values)
{
    public override string ToString() => $"({string.Join(", ", Shape)})";
}
