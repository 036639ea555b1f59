using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Http;

/// <summary>What a caller names a request by, so that sending it again does nothing twice.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    /// <summary>The request's key, checked; null where it has none.</summary>
    public static string? Of(HttpRequest request)
    {
        var values = request.Headers[Header];
        return values.Count switch
        {
            0 => null,
            1 => Ids.Check(values[0] ?? "", Header),
            _ => throw new InvalidRequestException(Header, "given twice", "one key"),
        };
    }
}
