using System.Net.Http.Headers;
using System.Text.Json;
using Manidala.Gateway.Errors;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Http;

/// <summary>Reads a request's JSON.</summary>
internal static class JsonBody
{
    private const string Allowed = "application/json in UTF-8";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>The body; the server cuts off what is longer than the address allows.</summary>
    public static async Task<JsonDocument> ReadAsync(HttpContext context)
    {
        RequireJson(context.Request.ContentType);
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, Options, context.RequestAborted);
        }
        catch (InvalidOperationException)
        {
            throw BadName();
        }
    }

    /// <summary>A value that is there whole.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, Options);
        }
        catch (InvalidOperationException)
        {
            throw BadName();
        }
    }

    // How the reader, which compares names to find a repeated one, says that one is not valid Unicode.
    private static InvalidRequestException BadName() => new("body", "a property name that is not valid Unicode", "valid Unicode");

    private static void RequireJson(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            throw new UnsupportedMediaTypeException("missing", Allowed);
        }

        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)
            || !string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
            || (type.CharSet is { } charset && !string.Equals(charset.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            throw new UnsupportedMediaTypeException(ErrorResponses.Quoted(contentType), Allowed);
        }
    }
}
