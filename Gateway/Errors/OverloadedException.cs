namespace Manidala.Gateway.Errors;

/// <summary>The gateway has as much to do as it may have.</summary>
internal sealed class OverloadedException(string message) : Exception(message);
