namespace Manidala.Silo.Hosting;

/// <summary>A reason not to start that a person can act on; its message is all that is printed.</summary>
internal sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
