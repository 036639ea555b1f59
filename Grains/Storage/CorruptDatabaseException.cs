namespace Manidala.Storage;

/// <summary>A database file is damaged, or is not a database of Manidala.</summary>
public sealed class CorruptDatabaseException(string path, string problem, Exception? inner = null)
    : Exception($"{path} {problem}", inner);
