using System.Net;
using Manidala.Client.Http;

namespace Manidala.Client;

/// <summary>The server refused a request; what its problem document says.</summary>
public sealed class ManidalaException : Exception
{
    internal ManidalaException(HttpStatusCode status, ProblemDocument? problem, TimeSpan? retryAfter)
        : base(problem?.Detail ?? problem?.Title ?? $"The server answered {(int)status}.")
    {
        (Status, Type, Field, Found, Allowed) = (status, problem?.Type, problem?.Field, problem?.Found, problem?.Allowed);
        (Results, Line, RetryAfter) = (problem?.Results ?? [], problem?.Line, retryAfter);
    }

    public HttpStatusCode Status { get; }

    /// <summary>A URN that names the kind of problem; stable.</summary>
    public string? Type { get; }

    /// <summary>The parameter, or the path into the body, that is wrong.</summary>
    public string? Field { get; }

    public string? Found { get; }

    public string? Allowed { get; }

    /// <summary>Where a request failed for some users only: what became of each of its interactions; without a sequence it was not recorded.</summary>
    public IReadOnlyList<RecordedInteraction> Results { get; }

    /// <summary>Where an import stopped: the lines before it are done.</summary>
    public long? Line { get; }

    /// <summary>When to try again, where the server says it.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether the same request may succeed a moment later.</summary>
    public bool IsTransient => Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
}
