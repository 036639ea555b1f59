namespace Manidala.Gateway.Keys;

/// <summary>A handler behind its guard, and the role that this asks for.</summary>
internal sealed record GuardedHandler(Roles Needed, RequestDelegate Handler);
