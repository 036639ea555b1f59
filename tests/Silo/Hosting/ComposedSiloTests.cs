using System.Net;
using System.Text.Json;
using Manidala.Engine.Catalog;
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
    public async Task Feed_OfASurface_ComesWithRulesPropensitiesAndReasons()
    {
        Dictionary<string, string?> settings = new()
        {
            ["LOG_LEVEL"] = "none",
            ["Feeds:Surfaces:home:Sources:latest"] = "1",
            ["Feeds:Surfaces:home:RepeatLimit:Most"] = "1",
            ["Feeds:Surfaces:home:RepeatLimit:Window"] = "2",
            ["Feeds:Surfaces:home:RepeatLimit:Attribute"] = "brand",
            ["Feeds:Rules:sale:Kind"] = "boost",
            ["Feeds:Rules:sale:Labels:0"] = "on_sale:true",
            ["Feeds:Rules:sale:Factor"] = "9",
        };
        Item[] items = [.. Enumerable.Range(0, 6).Select(item => new Item(
            0, $"item-{item}", "", [], $$"""{"brand":"{{(item < 4 ? "acme" : "zenith")}}","on_sale":"{{(item == 0 ? "true" : "false")}}"}""", false,
            DateTimeOffset.UnixEpoch.AddDays(item), null))];

        (JsonElement feed, HttpStatusCode refused) = await ComposedSilo.ServeAsync(
            _folder.FullName, settings, database => database.Catalog.PutAsync(items, CancellationToken.None), async address =>
            {
                using var http = new HttpClient { BaseAddress = address };
                string answer = await http.GetStringAsync("v1/users/someone/feed?surface=home&explain=true&n=4");
                return (JsonSerializer.Deserialize<JsonElement>(answer), (await http.GetAsync("v1/users/someone/feed?surface=away")).StatusCode);
            });

        JsonElement[] shown = [.. feed.GetProperty("items").EnumerateArray()];
        Assert.Equal(["item-0", "item-5", "item-3", "item-4"], shown.Select(item => item.GetProperty("id").GetString()));
        Assert.All(shown, item => Assert.Equal(1, item.GetProperty("propensity").GetDouble()));
        Assert.Equal("home", feed.GetProperty("surface").GetString());
        JsonElement first = shown[0].GetProperty("explain");
        Assert.Equal("sale", first.GetProperty("rules")[0].GetString());
        Assert.Equal(
            """{"step":"rules","from":6,"to":1,"why":"sale: factor 9"}""", first.GetProperty("moves")[0].GetRawText());
        Assert.Equal(["sources", "blend", "rules", "limits", "page"], feed.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("step").GetString()));
        Assert.Equal(HttpStatusCode.BadRequest, refused);
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
