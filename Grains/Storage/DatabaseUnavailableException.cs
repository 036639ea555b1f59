namespace Manidala.Storage;

/// <summary>The database cannot be reached or opened. The message says where it was looked for and holds no password.</summary>
public sealed class DatabaseUnavailableException(string where, string reason, Exception inner)
    : Exception($"{where} cannot be opened: {reason}", inner);
