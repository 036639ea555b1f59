using System.Net;
using System.Text.Json;
using Manidala.Engine.Sessions;
using Manidala.Gateway;
using Manidala.Silo.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Manidala.Silo.Tests.Hosting;

/// <summary>The whole container, started in this process on an empty folder.</summary>
public sealed class ComposedSiloTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("manidala-silo-");

    [Theory]
    [InlineData("info")]
    [InlineData("WARN")]
    [InlineData("fatal")]
    public async Task Start_EachSpellingOfALogLevel_IsReady(string level)
    {
        JsonElement health = await ServeAsync(SiloSettings.AllRole, level, async http =>
        {
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("v1/trending")).StatusCode);
            return JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync("health"));
        });

        Assert.Equal("healthy", health.GetProperty("status").GetString());
        Assert.Equal(0, health.GetProperty("items").GetInt32());
    }

    [Fact]
    public async Task Start_AsASiloBehindGateways_AnswersHealthAndMetricsOnly()
    {
        HttpStatusCode[] statuses = await ServeAsync(SiloSettings.SiloRole, "info", async http =>
        {
            List<HttpStatusCode> answers = [];
            foreach (string path in new[] { "health", "health/live", "health/ready", "metrics", "v1/trending", "" })
            {
                using HttpResponseMessage response = await http.GetAsync(path);
                answers.Add(response.StatusCode);
            }

            return answers.ToArray();
        });

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound], statuses);
    }

    [Fact]
    public async Task Start_AsAModelSiloBeforeAllOthers_IsReadyByItself()
    {
        JsonElement health = await ServeAsync(
            SiloSettings.ModelRole, "info", async http => JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync("health/ready")));

        Assert.Equal("healthy", health.GetProperty("status").GetString());
        Assert.Equal(0, health.GetProperty("problems").GetArrayLength());
    }

    [Fact]
    public async Task Metrics_OfARunningSilo_HaveItsInstruments()
    {
        string metrics = await ServeAsync(SiloSettings.AllRole, "info", async http =>
        {
            await http.GetStringAsync("v1/users/someone/feed");
            return await http.GetStringAsync("metrics");
        });

        Assert.Contains("# TYPE manidala_", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public void InteractionTypes_OfTheGateway_AreThoseOfTheGrains()
    {
        using ServiceProvider services = new ServiceCollection()
            .AddManidalaGateway(new ConfigurationBuilder().Build())
            .BuildServiceProvider();

        string names = string.Join(", ", services.GetRequiredService<IOptions<GatewayOptions>>().Value.InteractionTypes.Order(StringComparer.Ordinal));

        Assert.Equal(InteractionTypes.Default.Names, names);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<T> ServeAsync<T>(string role, string level, Func<HttpClient, Task<T>> use) =>
        ComposedSilo.ServeAsync(_folder.FullName, new() { ["Role"] = role, ["LOG_LEVEL"] = level }, _ => Task.CompletedTask, async address =>
        {
            using var http = new HttpClient { BaseAddress = address };
            return await use(http);
        });
}
