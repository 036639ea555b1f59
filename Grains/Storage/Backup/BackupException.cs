namespace Manidala.Storage.Backup;

/// <summary>A backup cannot be taken or put back; nothing was changed.</summary>
public sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);
