namespace Manidala.Storage;

/// <summary>There is no room left where the database is; nothing of the failed write was kept.</summary>
public sealed class StorageFullException(string where, Exception inner)
    : Exception($"There is no room left for {where}; free some and try again.", inner);
