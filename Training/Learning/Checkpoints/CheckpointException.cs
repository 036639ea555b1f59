namespace Manidala.Training.Learning;

/// <summary>A checkpoint cannot be used or written; the message says which and why.</summary>
internal sealed class CheckpointException(string message, Exception? cause = null) : Exception(message, cause);
