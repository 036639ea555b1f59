using System.Globalization;
using Manidala.Gateway.Keys;
using Manidala.Gateway.Tests.Cluster;
using Manidala.Gateway.Tests.Keys;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Tests.Rates;

/// <summary>Limits a key, by role. Their windows are hours, so that a slow machine gives nothing back meanwhile.</summary>
public sealed class KeyRateTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(
        cluster,
        ("API_KEY", "every-role"),
        ("Keys:Entries:0", TestKeys.Line("read", "reader")),
        ("Rates:Read:Requests", "2"), ("Rates:Read:Per", "02:00:00"),
        ("Rates:Admin:Requests", "1"), ("Rates:Admin:Per", "01:00:00"), ("Rates:Admin:Burst", "3"));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Get_OneMoreThanTheLimit_Is429WithWhenToComeBack()
    {
        await ExpectAsync("reader", "/v1/categories", 200, 200);

        using HttpResponseMessage refused = await SendAsync("reader", "/v1/trending");

        Assert.Equal(429, (int)refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        Assert.Equal("\"read\";q=2;w=7200", refused.Headers.GetValues("RateLimit-Policy").Single());
        var (_, problem) = await GatewayHost.ReadAsync(refused);
        Assert.Equal("urn:manidala:problem:rate-limited", problem.GetProperty("type").GetString());
        Assert.Equal("2 requests in 7200 s that take the role read, and 2 at once", problem.GetProperty("allowed").GetString());
    }

    [Fact]
    public async Task Get_WhereThereIsALimit_SaysWhatIsLeftOfItAndWhenItIsWhole()
    {
        using HttpResponseMessage first = await SendAsync("reader", "/v1/categories");
        using HttpResponseMessage second = await SendAsync("reader", "/v1/categories");

        Assert.Equal(("2", "1", "3600"), Limits(first));
        Assert.Equal(("2", "0", "7200"), Limits(second));

        static (string, string, string) Limits(HttpResponseMessage response) => (
            response.Headers.GetValues("RateLimit-Limit").Single(), response.Headers.GetValues("RateLimit-Remaining").Single(),
            response.Headers.GetValues("RateLimit-Reset").Single());
    }

    [Fact]
    public async Task Limit_OfOneKeyAndRole_IsNoOther()
    {
        await ExpectAsync("reader", "/v1/categories", 200, 200, 429);
        await ExpectAsync("every-role", "/v1/categories", 200, 200, 429);

        // Another role of the same key, with a limit of its own, which has a burst.
        await ExpectAsync("every-role", "/v1/models", 200, 200, 200, 429);
    }

    [Fact]
    public async Task Post_RoleWithoutALimit_IsNeverRefused()
    {
        for (int i = 0; i < 50; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/interactions")
            {
                Headers = { { ApiKeys.Header, "every-role" } },
                Content = GatewayHost.Body("""{"userId":"rate","itemId":"a","type":"view"}"""),
            };
            using HttpResponseMessage response = await _gateway.Http.SendAsync(request);
            Assert.Equal(200, (int)response.StatusCode);
            Assert.False(response.Headers.Contains("RateLimit-Policy"));
        }
    }

    [Fact]
    public async Task Get_RefusedByRole_TakesNothingOfTheLimit()
    {
        await ExpectAsync("reader", "/v1/models", 403, 403, 403, 403);
        await ExpectAsync("reader", "/v1/categories", 200, 200);
    }

    [Fact]
    public async Task Metric_OfRefusals_NamesOperationAndOutcomeAlone()
    {
        using var watch = new MetricWatch("manidala.gateway.requests");

        await ExpectAsync("reader", "/v1/categories", 200, 200, 429);

        Assert.Contains(watch.Tags, tags => tags["operation"] is "categories" && tags["outcome"] is "limited" && tags.Count == 2);
    }

    [Theory]
    [InlineData("Rates:Read:Requests", "-1", "Requests")]
    [InlineData("Rates:Ingest:Per", "00:00:00.5", "Per")]
    [InlineData("Rates:Admin:Burst", "-5", "Burst")]
    public async Task Start_OutOfRange_SaysWhich(string name, string value, string property)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => GatewayHost.StartAsync(cluster, (name, value)));

        Assert.Contains(property, error.Message);
    }

    private async Task ExpectAsync(string key, string path, params int[] expected)
    {
        foreach (int status in expected)
        {
            using HttpResponseMessage response = await SendAsync(key, path);
            Assert.Equal(status, (int)response.StatusCode);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string key, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { ApiKeys.Header, key } } };
        return await _gateway.Http.SendAsync(request);
    }
}
