namespace Manidala.Engine.Catalog;

/// <summary>An item's attributes, or the description of what they should be, cannot be used; the message says which, what was found and what was expected.</summary>
public sealed class InvalidItemFeatureException(string message) : Exception(message);
