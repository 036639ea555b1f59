namespace Manidala.Client;

/// <summary>Why a line was not done.</summary>
/// <param name="Line">From 1.</param>
public sealed record ImportError(long Line, string Field, string Found, string Allowed);
