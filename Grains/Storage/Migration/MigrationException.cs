namespace Manidala.Storage.Migration;

/// <summary>A database cannot be moved to another one; neither was changed.</summary>
public sealed class MigrationException(string message) : Exception(message);
