using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Manidala.EndToEnd.Tests.Web;

/// <summary>A reverse proxy that shows a server under a folder, as many installations do.</summary>
internal sealed class PathPrefix : IAsyncDisposable
{
    private const string Prefix = "/apps/manidala/";

    private readonly WebApplication _proxy;
    private readonly HttpClient _client;

    private PathPrefix(Uri server)
    {
        _client = new HttpClient { BaseAddress = server };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _proxy = builder.Build();
        _proxy.Urls.Add("http://127.0.0.1:0");
        _proxy.Map(Prefix + "{**path}", ForwardAsync);
    }

    public Uri Address => new(_proxy.Urls.Single() + Prefix);

    public static async Task<PathPrefix> StartAsync(Uri server)
    {
        var prefix = new PathPrefix(server);
        await prefix._proxy.StartAsync();
        return prefix;
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _client.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            context.Request.Path.Value![Prefix.Length..] + context.Request.QueryString);
        foreach (string name in new[] { "Accept", "X-API-Key" })
        {
            request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name].ToArray());
        }

        if (context.Request.ContentType is { } type)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        context.Response.Headers.ContentSecurityPolicy = response.Headers.TryGetValues("Content-Security-Policy", out var policy) ? policy.Single() : null;
        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        await CopyAsItComesAsync(body, context.Response, context.RequestAborted);
    }

    // An event stream is of no use when it waits for a buffer to fill.
    private static async Task CopyAsItComesAsync(Stream body, HttpResponse response, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await response.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }
}
