using System.Text.Json;

namespace Manidala.Bench.Load;

/// <summary>What went wrong with a call, in words that can be counted.</summary>
internal static class LoadFailure
{
    public const string KeptConnection = "a kept connection had ended";

    public const string NotSent = "not sent: no connection was free";

    /// <returns>Null for what is no failure of a call.</returns>
    public static string? ReasonOf(Exception failure) => failure switch
    {
        HttpRequestException { StatusCode: { } status } => $"{(int)status} {status}",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "no connection",
        KeptConnectionException => KeptConnection,
        HttpRequestException => "the connection was lost",
        NotSentException => NotSent,
        TimeoutException => "no answer in time",
        JsonException or InvalidOperationException or FormatException => "not an answer of Manidala",
        _ => null,
    };
}
