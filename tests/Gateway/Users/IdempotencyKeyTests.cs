using Manidala.Gateway.Tests.Cluster;

namespace Manidala.Gateway.Tests.Users;

public sealed class IdempotencyKeyTests(ClusterFixture cluster) : IAsyncLifetime
{
    private const string Body =
        """[{"userId":"keyed","itemId":"a","type":"view"},{"userId":"keyed","itemId":"a","type":"view"},{"userId":"keyed","itemId":"a","type":"view","id":"own"}]""";

    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(cluster);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Post_SameKeyAgain_RecordsNothingMore()
    {
        bool[] first = await DuplicatesAsync(Body, "key-1");
        bool[] again = await DuplicatesAsync(Body, "key-1");
        bool[] other = await DuplicatesAsync(Body, "key-2");

        Assert.Equal([false, false, false], first);
        Assert.Equal([true, true, true], again);
        Assert.Equal([false, false, true], other);
    }

    [Fact]
    public async Task Post_SameKeyForSomethingElse_LosesNothing()
    {
        await DuplicatesAsync("""{"userId":"keyed-2","itemId":"a","type":"view"}""", "key-3");

        bool[] other = await DuplicatesAsync("""{"userId":"keyed-2","itemId":"b","type":"view"}""", "key-3");

        Assert.Equal([false], other);
    }

    [Fact]
    public async Task Post_KeyThatIsTooLong_IsRefusedByName()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/interactions")
        {
            Content = GatewayHost.Body(Body), Headers = { { "Idempotency-Key", new string('x', 129) } },
        };

        var (status, json) = await GatewayHost.ReadAsync(await _gateway.Http.SendAsync(request));

        Assert.Equal(400, status);
        Assert.Equal("Idempotency-Key", json.GetProperty("field").GetString());
    }

    private async Task<bool[]> DuplicatesAsync(string body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/interactions") { Content = GatewayHost.Body(body), Headers = { { "Idempotency-Key", key } } };
        var (status, json) = await GatewayHost.ReadAsync(await _gateway.Http.SendAsync(request));
        Assert.Equal(200, status);
        return [.. json.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("duplicate").GetBoolean())];
    }
}
