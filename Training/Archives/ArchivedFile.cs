namespace Manidala.Training.Archives;

/// <summary>A file of an archive that is in its place.</summary>
internal sealed record ArchivedFile(string Path, ArchiveStamp Stamp);
