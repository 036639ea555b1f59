using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Manidala.Bench.Tests.Load;

/// <summary>A server on a real socket that answers as the API does, but for what a test wants it to get wrong.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private long _sequence;

    private ScriptedServer(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = new("http://127.0.0.1:0/");

    /// <summary>Items of each feed; by default three that nobody acts on.</summary>
    public string[] Feed { get; set; } = ["x", "y", "z"];

    /// <summary>How many interactions a feed leaves out.</summary>
    public int Behind { get; set; }

    public bool IsFallback { get; set; }

    /// <summary>Answered instead of a feed, once the load has begun.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>Feeds that are never answered, from then on.</summary>
    public bool Hangs { get; set; }

    public static async Task<ScriptedServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new ScriptedServer(builder.Build());
        server.Map();
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Urls.Single() + "/");
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map()
    {
        string[] pool = ["a", "b", "c", "d"];
        foreach (string list in new[] { "trending", "latest" })
        {
            _app.MapGet($"/v1/{list}", () => Results.Json(new { items = pool.Select(id => new { id }) }));
        }

        _app.MapGet("/floor/{id}", () => Results.Json(new { value = 1 }));
        _app.MapGet("/v1/users/{id}/feed", async (HttpContext context) =>
        {
            if (Hangs)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            return Status == StatusCodes.Status200OK
                ? Results.Json(new { sequence = Interlocked.Read(ref _sequence) - Behind, model = "m-1", fallback = IsFallback, items = Feed.Select(id => new { id }) })
                : Results.StatusCode(Status);
        });
        _app.MapPost("/v1/interactions", async (HttpRequest request) =>
        {
            var interactions = (await request.ReadFromJsonAsync<object[]>())!;
            return Results.Json(new { results = interactions.Select(_ => new { id = "i", sequence = Interlocked.Increment(ref _sequence), duplicate = false }).ToArray() });
        });
    }
}
