using Manidala.Gateway.Tests.Cluster;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Users;

public sealed class UserEndpointsTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(cluster);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task GetSession_AfterInteractions_ShowsTheLastOnes()
    {
        await RecordAsync("session", 3);

        var (status, json) = await _gateway.GetAsync("/v1/users/session/session?n=2");

        Assert.Equal(200, status);
        Assert.Equal("session", json.GetProperty("userId").GetString());
        Assert.Equal(3, json.GetProperty("seen").GetInt32());
        Assert.Equal(["i2", "i1"], json.GetProperty("recent").EnumerateArray().Select(each => each.GetProperty("itemId").GetString()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(2500)]
    public async Task Export_AnyLength_StreamsEverythingInOrder(int count)
    {
        await RecordAsync($"export-{count}", count);

        var (status, json) = await _gateway.GetAsync($"/v1/users/export-{count}");

        Assert.Equal(200, status);
        Assert.Equal($"export-{count}", json.GetProperty("userId").GetString());
        Assert.Equal(
            Enumerable.Range(0, count).Select(at => $"i{at}"),
            json.GetProperty("interactions").EnumerateArray().Select(each => each.GetProperty("itemId").GetString()));
    }

    [Fact]
    public async Task Export_FailsHalfway_IsCutShortAndDoesNotLookWhole()
    {
        await RecordAsync("half", 1500);
        cluster.World.Fail("export:half", null, new InvalidOperationException("gone"));

        await Assert.ThrowsAsync<HttpRequestException>(() => _gateway.Http.GetStringAsync("/v1/users/half"));
    }

    [Fact]
    public async Task Delete_User_AnswersHowManyInteractionsWent()
    {
        await RecordAsync("erased", 4);

        var (status, json) = await _gateway.DeleteAsync("/v1/users/erased");

        Assert.Equal(200, status);
        Assert.Equal("""{"interactions":4}""", json.GetRawText());
    }

    private async Task RecordAsync(string user, int count)
    {
        var interactions = Enumerable.Range(0, count).Select(at => new NewInteraction($"e{at}", $"i{at}", "view", at, 1));
        await cluster.Client.GetGrain<IUserGrain>(UserKeys.ToKey(user)).Record([.. interactions]);
    }
}
