namespace Manidala.Storage;

/// <summary>Somebody serves from the database, and what was asked for may not be done beside that; nothing was changed.</summary>
public sealed class DatabaseInUseException(string message, Exception? inner = null) : Exception(message, inner);
