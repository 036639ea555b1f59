namespace Manidala.Gateway.Errors;

/// <summary>Of endpoints whose clients expect a failure as one line of text instead of a problem document.</summary>
internal sealed record PlainTextErrors
{
    public static PlainTextErrors Instance { get; } = new();
}
