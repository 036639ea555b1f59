using Orleans.Runtime.Messaging;
using Orleans.Serialization;

namespace Manidala.Gateway.Errors;

/// <summary>What kind of failure an exception from the cluster is.</summary>
internal static class Failures
{
    /// <summary>Whether the call may not have reached a living silo, so that repeating it at once is worth it.</summary>
    public static bool IsWorthRetrying(Exception error) => error
        is OrleansMessageRejectionException
        or SiloUnavailableException
        or ConnectionFailedException
        or TimeoutException;

    /// <summary>Whether the same request may succeed a moment later.</summary>
    public static bool IsTransient(Exception error) =>
        IsWorthRetrying(error)
        || error is OperationCanceledException or OverloadedException or OrleansException
        || IsOverload(TypeName(error));

    // The gateway does not know the types of the layers below the grains; Orleans keeps such an exception's name.
    private static string? TypeName(Exception error) => error is UnavailableExceptionFallbackException unknown
        ? unknown.ExceptionType
        : error.GetType().FullName;

    private static bool IsOverload(string? type) => type is not null && type.Contains("Overloaded", StringComparison.Ordinal);
}
