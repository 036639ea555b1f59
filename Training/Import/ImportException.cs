namespace Manidala.Training.Import;

/// <summary>A file cannot be imported; the message says which, why, and what was expected.</summary>
internal sealed class ImportException(string message) : Exception(message);
