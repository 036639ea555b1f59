namespace Manidala.Training.Archives;

/// <summary>A file of an archive is not what it should be; the message names it.</summary>
internal sealed class ArchiveException(string message) : Exception(message);
