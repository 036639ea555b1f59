namespace Manidala.Training.Data;

/// <summary>What a model is trained on and measured with: every user's positive interactions, oldest first, as rows of one item table.</summary>
/// <param name="ItemIds">External ids of all items of the catalogue, also those without an interaction; row i belongs to id i.</param>
/// <param name="Through">The journal's sequence up to which interactions are in it; 0 for a file.</param>
internal sealed record Dataset(IReadOnlyList<string> ItemIds, IReadOnlyList<UserSequence> Users, long Through)
{
    /// <summary>What is known of the items beside who interacted with them; null for nothing.</summary>
    public ItemFeatureMatrix? ItemFeatures { get; init; }
}
