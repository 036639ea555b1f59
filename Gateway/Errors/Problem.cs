using System.Text.Json.Serialization;
using Manidala.Gateway.Users;

namespace Manidala.Gateway.Errors;

/// <summary>A problem document (RFC 9457).</summary>
/// <param name="Type">A URN that names the kind of problem; stable.</param>
/// <param name="Field">The parameter, or the path into the body, that is wrong.</param>
/// <param name="Offset">Where an upload goes on.</param>
/// <param name="Line">Where an import stopped: the lines before it are done.</param>
/// <param name="Results">Where a request failed for some users only: what became of each of its interactions.</param>
internal sealed record Problem(
    string Type,
    string Title,
    int Status,
    string? Detail = null,
    string? Field = null,
    string? Found = null,
    string? Allowed = null,
    IReadOnlyList<InteractionResult>? Results = null,
    long? Offset = null,
    long? Line = null)
{
    /// <summary>When to try again, where <see cref="IsTransient"/>; the header has whole seconds, and one at least.</summary>
    [JsonIgnore]
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the same request may succeed a moment later.</summary>
    [JsonIgnore]
    public bool IsTransient => Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests;
}
