namespace Manidala.Engine.Model;

/// <summary>What an item tower made of some items.</summary>
/// <param name="Items">Those that have a vector now.</param>
/// <param name="Undescribed">How many have no attribute that the model knows: nothing would tell one from another.</param>
/// <param name="Refused">How many cannot be encoded.</param>
/// <param name="Refusal">Why the first of those cannot; null where there is none.</param>
public sealed record EncodedItems(IReadOnlyList<LaterItem> Items, int Undescribed, int Refused, string? Refusal);
