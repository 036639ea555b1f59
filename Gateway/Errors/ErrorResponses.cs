using System.Globalization;
using System.Text.Json;
using Manidala.Gateway.Bulk;
using Manidala.Gateway.Keys;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Errors;

/// <summary>The one place that turns failures into status codes and problem documents.</summary>
internal static class ErrorResponses
{
    private const string Prefix = "urn:manidala:problem:";

    public static Problem Overloaded { get; } = new(
        Prefix + "overloaded", "Too much at once", 503, "The gateway has as many requests in progress as it may have; try again shortly.");

    public static Problem Unauthorized { get; } = new(
        Prefix + "unauthorized", "A key is needed", 401, "Send a valid key in the X-API-Key header.");

    public static Problem ForeignHost(string host) => new(
        Prefix + "foreign-host", "Not under this name", 403, "A server without keys answers this machine alone, and only under a name of its own.",
        "Host", Quoted(host), "localhost, 127.0.0.1 or [::1]");

    public static Problem Forbidden(Roles roles, Roles needed) => new(
        Prefix + "forbidden", "The key lacks a role", 403, $"This takes the role {RoleNames.Text(needed)}.",
        ApiKeys.Header, $"a key with the roles {RoleNames.Text(roles)}", $"a key with the role {RoleNames.Text(needed)}");

    public static Problem RateLimited(string allowed, TimeSpan retryAfter) => new(
        Prefix + "rate-limited", "Too many requests of this key", 429, "The key has asked for more than it may at a time; see Retry-After.",
        ApiKeys.Header, Allowed: allowed) { RetryAfter = retryAfter };

    public static Problem UnknownItem(string id) => new(
        Prefix + "unknown-item", "No such item", 404, "The catalogue has no item of this id.", "id", Quoted(id), "the id of an item");

    public static Problem PreconditionFailed(string header, string? tag) => new(
        Prefix + "precondition-failed", "The item is not what the request expects", 412, "Nothing was changed. Read the item again and decide anew.",
        header, tag is null ? "no such item" : $"an item with the tag {tag}", header == "If-Match" ? "the tag that the item has" : "tags that the item has not");

    public static Problem UnknownRule(string id) => new(
        Prefix + "unknown-rule", "No such rule", 404, "No rule of this name was stored; those of the configuration cannot be deleted.",
        "id", Quoted(id), "the id of a stored rule");

    /// <summary>For clients that know it by its text.</summary>
    public static Problem NotFound(string text) => new(Prefix + "not-found", "Not found", 404, text);

    public static Problem UnknownUpload { get; } = new(
        Prefix + "unknown-upload", "No such upload", 404, "It was never opened, or has been published, deleted or removed with age.",
        "id", Allowed: "the id of an unfinished upload, as POST /v1/models/uploads answers");

    /// <summary>For a response that has a status and no body, as routing leaves them.</summary>
    public static Problem ForStatus(int status) => status switch
    {
        400 => new(Prefix + "malformed-request", "The request is malformed", 400),
        401 => Unauthorized,
        404 => new(Prefix + "unknown-route", "No such address", 404, "See /openapi/v1.json for what there is."),
        405 => new(Prefix + "method-not-allowed", "The method does not fit the address", 405, "See the Allow header."),
        408 => new(Prefix + "slow-request", "The request came too slowly", 408),
        413 => new(Prefix + "too-large", "The body is too large", 413),
        415 => new(Prefix + "unsupported-media-type", "The body's type is not supported", 415,
            "See the address's request body in /openapi/v1.json.", "Content-Type"),
        503 => Unavailable,
        _ => new(Prefix + "status-" + status, "The request failed", status),
    };

    public static Problem For(Exception error) => error switch
    {
        InvalidRequestException invalid => new(
            Prefix + "invalid-field", "A field is not valid", 400, invalid.Message, invalid.Field, invalid.Found, invalid.Allowed),
        ConflictException conflict => new(
            Prefix + conflict.Kind, conflict.Title, 409, conflict.Message, conflict.Field, conflict.Found, conflict.Allowed, Offset: conflict.Offset),
        UnsupportedMediaTypeException media => ForStatus(415) with { Found = media.Found, Allowed = media.Allowed },
        JsonException json => new(
            Prefix + "malformed-json", "The body is not valid JSON", 400, json.Message, json.Path ?? "body", Position(json), "one JSON value"),
        BadHttpRequestException { StatusCode: 413 } large => ForStatus(413) with { Detail = large.Message },
        BadHttpRequestException bad => ForStatus(bad.StatusCode) with { Detail = bad.Message },
        OverloadedException => Overloaded,
        ImportStoppedException stopped => For(stopped.InnerException!) with { Line = stopped.Line },
        PartlyRecordedException partly when Failures.IsTransient(partly.InnerException!) => PartlyRecorded with { Results = partly.Results },
        PartlyRecordedException partly => For(partly.InnerException!) with { Results = partly.Results },
        _ when Failures.IsTransient(error) => Unavailable,
        _ => Internal,
    };

    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "ApiKey";
        }

        if (problem.IsTransient)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(problem.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return context.GetEndpoint()?.Metadata.GetMetadata<PlainTextErrors>() is null
            ? JsonResponse.WriteAsync(context, problem, JsonContracts.Default.Problem, problem.Status, "application/problem+json")
            : WriteTextAsync(context, problem);
    }

    private static Task WriteTextAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(problem.Detail ?? problem.Title, context.RequestAborted);
    }

    /// <summary>A caller's text, shortened so that an answer does not echo a huge one.</summary>
    public static string Quoted(string text) => text.Length <= 64 ? $"'{text}'" : $"'{text.AsSpan(0, 61)}...' ({text.Length} characters)";

    private static Problem PartlyRecorded { get; } = new(
        Prefix + "partly-recorded", "Some interactions were not recorded", 503,
        "Results without a sequence were not acknowledged. Send the request again with the same ids: what is recorded stays recorded once.");

    private static Problem Unavailable { get; } = new(
        Prefix + "unavailable", "The cluster did not answer", 503, "No silo answered in time; try again shortly.");

    private static Problem Internal { get; } = new(
        Prefix + "internal", "Something went wrong here", 500, "The failure is in the gateway's log.");

    private static string? Position(JsonException json) => json.LineNumber is { } line
        ? $"an error at line {line + 1}, byte {json.BytePositionInLine + 1}"
        : null;
}
