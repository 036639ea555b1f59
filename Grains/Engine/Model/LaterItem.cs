using Manidala.Engine.Catalog;

namespace Manidala.Engine.Model;

/// <summary>An item that came after training, as an item tower knows it.</summary>
/// <param name="Item">As it was when it was encoded.</param>
/// <param name="Vector">What is multiplied with a query, and the encoder's input where it takes vectors.</param>
/// <param name="Bias">Added to the item's score.</param>
public sealed record LaterItem(Item Item, float[] Vector, float Bias);
