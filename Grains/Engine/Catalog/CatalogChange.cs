namespace Manidala.Engine.Catalog;

/// <summary>One change of the catalogue.</summary>
/// <param name="Item">The item as it is from now on; null where it was deleted.</param>
public readonly record struct CatalogChange(long ChangeSequence, int Ordinal, string ItemId, Item? Item);
