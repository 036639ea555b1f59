using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Manidala.Gateway.Tests.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Manidala.Gateway.Tests;

/// <summary>The gateway as it ships, on a free port, in front of the test cluster.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private GatewayHost(WebApplication app)
    {
        App = app;
        Http = new() { BaseAddress = new(app.Urls.First()) };
    }

    public WebApplication App { get; }

    public HttpClient Http { get; }

    public CapturedLogs Logs => App.Services.GetRequiredService<CapturedLogs>();

    public static Task<GatewayHost> StartAsync(ClusterFixture cluster, params (string Name, string Value)[] settings) =>
        StartAsync(cluster, new WallClock(), settings);

    public static async Task<GatewayHost> StartAsync(ClusterFixture cluster, TimeProvider time, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("PORT", "0"), new("HOST", "127.0.0.1"), new("Keys:AllowAnonymous", "true")]);
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(each => each.Name, each => (string?)each.Value));
        builder.Logging.ClearProviders();
        var logs = new CapturedLogs();
        builder.Logging.AddProvider(logs);
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IGrainFactory>(cluster.Client);
        builder.Services.AddSingleton(time);
        builder.Services.AddManidalaGateway(builder.Configuration);
        var app = builder.Build();
        app.MapManidalaGateway();
        await app.StartAsync();
        return new(app);
    }

    public async Task<(int Status, JsonElement Json)> GetAsync(string path) => await ReadAsync(await Http.GetAsync(path));

    public async Task<(int Status, JsonElement Json)> PostAsync(string path, string json, string type = "application/json") =>
        await ReadAsync(await Http.PostAsync(path, Body(json, type)));

    public async Task<(int Status, JsonElement Json)> PutAsync(string path, string json) => await ReadAsync(await Http.PutAsync(path, Body(json)));

    public async Task<(int Status, JsonElement Json)> DeleteAsync(string path) => await ReadAsync(await Http.DeleteAsync(path));

    public static HttpContent Body(string json, string type = "application/json") =>
        new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { { "Content-Type", type } } };

    public static async Task<(int Status, JsonElement Json)> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            bool isEmpty = response.Content.Headers.ContentLength == 0 || (int)response.StatusCode == 204 || response.Content.Headers.ContentType?.MediaType == "text/plain";
            return ((int)response.StatusCode, isEmpty ? default : await response.Content.ReadFromJsonAsync<JsonElement>());
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.DisposeAsync();
    }

    // Dates are fixed, while timers and stopwatches run: streams are real ones.
    private sealed class WallClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
