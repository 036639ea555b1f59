namespace Manidala.Training.Packing;

/// <summary>What is to be packed, as the user says it; what is not said is read from the file where it says it.</summary>
internal sealed record PackRequest(string Onnx, string Items, string Embeddings, string? Bias, string Name, string Out, string Kind)
{
    public int? StateSize { get; init; }

    public int? Length { get; init; }

    public string? Padding { get; init; }

    public long? PaddingItem { get; init; }

    public long? FirstItem { get; init; }

    public IReadOnlyList<string>? InteractionTypes { get; init; }

    /// <summary>Role to tensor name, for tensors that are not named as their role.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Outputs { get; init; } = new Dictionary<string, string>();

    /// <summary>Tensor name to the value that it always gets.</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>();
}
