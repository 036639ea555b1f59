using System.Buffers;
using System.IO.Pipelines;
using System.Net.Http.Headers;

namespace Manidala.Gateway.Bulk;

/// <summary>JSON values, a line each.</summary>
internal static class Ndjson
{
    public const string Type = "application/x-ndjson";

    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\r\n"u8);

    /// <summary>Whether the request's body comes as lines.</summary>
    public static bool IsSent(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && string.Equals(type.MediaType, Type, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the caller wants lines for an answer.</summary>
    public static bool IsWanted(HttpRequest request) =>
        request.Headers.Accept.Any(accept => accept is not null && accept.Contains(Type, StringComparison.OrdinalIgnoreCase));

    /// <summary>Writes a JSON value as one line: what breaks lines in it stands between its parts, where a blank says the same.</summary>
    public static void WriteLine(ReadOnlySpan<byte> json, PipeWriter output)
    {
        var line = output.GetSpan(json.Length + 1);
        json.CopyTo(line);
        line[..json.Length].ReplaceAny(LineBreaks, (byte)' ');
        line[json.Length] = (byte)'\n';
        output.Advance(json.Length + 1);
    }
}
