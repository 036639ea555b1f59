namespace Manidala.Training.Publishing;

/// <summary>A model was not published because it is worse than the one that is active; nothing has changed. The message is for the user.</summary>
internal sealed class RefusedByGateException(string message) : Exception(message);
