using System.Data.Common;
using Orleans.Runtime.Messaging;
using Orleans.Serialization;

namespace Manidala.Gateway.Errors;

/// <summary>What kind of failure an exception from the cluster is.</summary>
internal static class Failures
{
    /// <summary>Whether the call may not have reached a living silo, so that repeating it at once is worth it.</summary>
    public static bool IsWorthRetrying(Exception error) => IsRejection(error) || error is TimeoutException;

    /// <summary>Whether the cluster said that the call has not been carried out, or that nobody will answer it.</summary>
    public static bool IsRejection(Exception error) => error
        is OrleansMessageRejectionException
        or SiloUnavailableException
        or ConnectionFailedException;

    /// <summary>Whether the same request may succeed a moment later.</summary>
    public static bool IsTransient(Exception error) =>
        IsWorthRetrying(error)
        || error is OperationCanceledException or OverloadedException or OrleansException
        || IsDatabaseAway(error)
        || IsOverload(TypeName(error));

    // Npgsql's plain exception, which a gateway in a process of its own may know by name only, is the connection's; the server's own complaints are a type
    // derived from it.
    private static bool IsDatabaseAway(Exception error) =>
        error is DbException { IsTransient: true } or DbException { SqlState: ['5', '7', 'P', ..] }
        || TypeName(error) is { } type
            && (type.StartsWith("Npgsql.NpgsqlException", StringComparison.Ordinal)
                || (type.StartsWith("Npgsql.PostgresException", StringComparison.Ordinal) && IsIntervention(error.Message))
                || type.Contains("JournalUnavailable", StringComparison.Ordinal)
                || type.Contains("DatabaseUnavailable", StringComparison.Ordinal)
                || type.Contains("StorageFull", StringComparison.Ordinal));

    // SQLSTATE 57P: the server starts, stops or was killed. From another process there is only the text, which begins with it.
    private static bool IsIntervention(string message) => message.StartsWith("57P", StringComparison.Ordinal);

    // The gateway does not know the types of the layers below the grains; Orleans keeps such an exception's name.
    private static string? TypeName(Exception error) => error is UnavailableExceptionFallbackException unknown
        ? unknown.ExceptionType
        : error.GetType().FullName;

    private static bool IsOverload(string? type) => type is not null && type.Contains("Overloaded", StringComparison.Ordinal);
}
