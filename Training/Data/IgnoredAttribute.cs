namespace Manidala.Training.Data;

/// <summary>An attribute of the catalogue that training leaves out, and why.</summary>
internal readonly record struct IgnoredAttribute(string Name, string Reason);
