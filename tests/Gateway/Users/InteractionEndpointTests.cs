using System.Text.Json;
using Manidala.Gateway.Tests.Cluster;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Users;

public sealed class InteractionEndpointTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(cluster, ("Gateway:CallTimeout", "00:00:01"));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Post_OneInteraction_AnswersItsSequence()
    {
        var (status, json) = await _gateway.PostAsync("/v1/interactions", """{"userId":"one","itemId":"a","type":"like","id":"e1"}""");

        Assert.Equal(200, status);
        var result = Assert.Single(json.GetProperty("results").EnumerateArray());
        Assert.Equal("e1", result.GetProperty("id").GetString());
        Assert.False(result.GetProperty("duplicate").GetBoolean());
        var journaled = Assert.Single(await cluster.Client.GetGrain<IUserGrain>(UserKeys.ToKey("one")).Export(0, 10));
        Assert.Equal(
            new JournaledInteraction(result.GetProperty("sequence").GetInt64(), "a", "like", GatewayHost.Now.ToUnixTimeMilliseconds(), 1),
            journaled);
    }

    [Fact]
    public async Task Post_SeveralUsers_AnswersInInputOrderAndKeepsEachUsersOrder()
    {
        string body = JsonSerializer.Serialize(Enumerable.Range(0, 300).Select(at => new
        {
            userId = $"order-{at % 7}",
            itemId = $"item-{at}",
            type = "view",
            id = $"e{at}",
        }));

        var (status, json) = await _gateway.PostAsync("/v1/interactions", body);

        Assert.Equal(200, status);
        Assert.Equal(
            Enumerable.Range(0, 300).Select(at => $"e{at}"),
            json.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("id").GetString()));
        for (int user = 0; user < 7; user++)
        {
            var journaled = await cluster.Client.GetGrain<IUserGrain>(UserKeys.ToKey($"order-{user}")).Export(0, 1000);
            Assert.Equal(
                Enumerable.Range(0, 300).Where(at => at % 7 == user).Select(at => $"item-{at}"),
                journaled.Select(each => each.ItemId));
        }
    }

    [Fact]
    public async Task Post_SameInteractionWithoutIdTwice_IsADuplicate()
    {
        const string body = """{"userId":"twice","itemId":"a","type":"view","timestamp":"2026-02-28T10:00:00+02:00"}""";

        var (_, first) = await _gateway.PostAsync("/v1/interactions", body);
        var (_, second) = await _gateway.PostAsync("/v1/interactions", body.Replace("\"2026-02-28T10:00:00+02:00\"", "1772265600000"));

        var result = second.GetProperty("results")[0];
        Assert.True(result.GetProperty("duplicate").GetBoolean());
        Assert.Equal(first.GetProperty("results")[0].GetProperty("sequence").GetInt64(), result.GetProperty("sequence").GetInt64());
        Assert.Equal(first.GetProperty("results")[0].GetProperty("id").GetString(), result.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Post_RejectedOnce_IsRepeatedWithTheSameIds()
    {
        cluster.World.Fail("retry", new TimeoutException("lost"));

        var (status, json) = await _gateway.PostAsync("/v1/interactions", """{"userId":"retry","itemId":"a","type":"view"}""");

        Assert.Equal(200, status);
        Assert.Single(json.GetProperty("results").EnumerateArray());
        Assert.Equal(2, cluster.World.Calls["retry"]);
    }

    [Fact]
    public async Task Post_SiloIsAwayForAWhile_WaitsForTheNextOne()
    {
        cluster.World.Fail("between-silos", [.. Enumerable.Repeat(new SiloUnavailableException("dead"), 3)]);

        var (status, json) = await _gateway.PostAsync("/v1/interactions", """{"userId":"between-silos","itemId":"a","type":"view"}""");

        Assert.Equal(200, status);
        Assert.False(json.GetProperty("results")[0].GetProperty("duplicate").GetBoolean());
        Assert.Equal(4, cluster.World.Calls["between-silos"]);
    }

    [Fact]
    public async Task Post_OneUsersGrainStaysAway_SaysWhatWasRecorded()
    {
        cluster.World.Fail("away", [.. Enumerable.Repeat(new TimeoutException("lost"), 100)]);

        var (status, json) = await _gateway.PostAsync(
            "/v1/interactions",
            """[{"userId":"away","itemId":"a","type":"view","id":"x"},{"userId":"here","itemId":"a","type":"view","id":"y"}]""");

        Assert.Equal(503, status);
        Assert.Equal("urn:manidala:problem:partly-recorded", json.GetProperty("type").GetString());
        var results = json.GetProperty("results");
        Assert.Equal("x", results[0].GetProperty("id").GetString());
        Assert.False(results[0].TryGetProperty("sequence", out _));
        Assert.True(results[1].GetProperty("sequence").GetInt64() > 0);
    }

    [Fact]
    public async Task Post_GrainNeverAnswers_IsUnavailableAfterTheDeadline()
    {
        cluster.World.Blocked["silent"] = new();

        using var response = await _gateway.Http.PostAsync(
            "/v1/interactions", GatewayHost.Body("""{"userId":"silent","itemId":"a","type":"view"}"""));

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal("1", response.Headers.RetryAfter!.ToString());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Post_GrainRefuses_NamesTheField()
    {
        cluster.World.Fail("refused", new InvalidRequestException("type", "'view'", "like"));

        var (status, json) = await _gateway.PostAsync("/v1/interactions", """{"userId":"refused","itemId":"a","type":"view"}""");

        Assert.Equal(400, status);
        Assert.Equal("type", json.GetProperty("field").GetString());
        Assert.Equal("'view'", json.GetProperty("found").GetString());
        Assert.Equal("like", json.GetProperty("allowed").GetString());
    }

    [Fact]
    public async Task Post_GrainBreaks_Is500WithoutInternalsAndLogged()
    {
        cluster.World.Fail("broken", new InvalidOperationException("secret detail"));

        var (status, json) = await _gateway.PostAsync("/v1/interactions", """{"userId":"broken","itemId":"a","type":"view"}""");

        Assert.Equal(500, status);
        Assert.DoesNotContain("secret", json.GetRawText());
        Assert.Contains(_gateway.Logs.Lines, line => line.Level == Microsoft.Extensions.Logging.LogLevel.Error && line.Text.Contains("secret detail"));
    }

    [Fact]
    public async Task Post_JournalOverloaded_IsUnavailable()
    {
        cluster.World.Fail("overloaded", new JournalOverloadedException());

        var (status, _) = await _gateway.PostAsync("/v1/interactions", """{"userId":"overloaded","itemId":"a","type":"view"}""");

        Assert.Equal(503, status);
    }

    [GenerateSerializer]
    public sealed class JournalOverloadedException : InvalidOperationException;
}
