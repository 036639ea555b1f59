namespace Manidala.Training.Packing;

/// <summary>Something cannot be packed; the message names the file, what was found in it and what is allowed.</summary>
internal sealed class PackException(string message) : Exception(message);
