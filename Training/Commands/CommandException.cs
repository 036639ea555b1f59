namespace Manidala.Training.Commands;

/// <summary>A command cannot do what was asked; the message is all that the user needs.</summary>
internal sealed class CommandException(string message) : Exception(message);
