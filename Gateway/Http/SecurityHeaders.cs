namespace Manidala.Gateway.Http;

/// <summary>What every answer tells a browser that came across it: to take it for what it says it is, to run nothing of it, and to show it in no frame.</summary>
internal static class SecurityHeaders
{
    private const string AnswerPolicy = "default-src 'none'; frame-ancestors 'none'";

    // Scripts, styles and connections from here only; nothing inline, no frames.
    private const string PagePolicy =
        "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'";

    /// <summary>Puts the headers before anything writes an answer.</summary>
    public static RequestDelegate Before(RequestDelegate next) => context =>
    {
        Apply(context.Response.Headers);
        return next(context);
    };

    /// <summary>The headers of an answer, also anew where all headers were cleared.</summary>
    public static void Apply(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = AnswerPolicy;
        headers.XContentTypeOptions = "nosniff";
    }

    /// <summary>
    /// The headers of the page that shows the API: its own scripts, of which one is inline and bears the nonce; what these draw has styles inline.
    /// </summary>
    public static void ApplyReference(IHeaderDictionary headers, string nonce)
    {
        ApplyPage(headers);
        headers.ContentSecurityPolicy = $"{PagePolicy}; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:";
    }

    /// <summary>The headers of a file of the page, which may load the others.</summary>
    public static void ApplyPage(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = PagePolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
