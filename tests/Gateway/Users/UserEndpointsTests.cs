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

    [Fact]
    public async Task Delete_CallThatWasNotCarriedOut_IsRepeated()
    {
        await RecordAsync("rejected", 4);
        cluster.World.Fail("erase:rejected", new SiloUnavailableException("not carried out"), new SiloUnavailableException("not carried out"));

        var (status, json) = await _gateway.DeleteAsync("/v1/users/rejected");

        Assert.Equal(200, status);
        Assert.Equal(4, json.GetProperty("interactions").GetInt64());
    }

    [Fact]
    public async Task Delete_CallWithoutAnAnswer_IsNotRepeated()
    {
        await RecordAsync("unanswered", 4);
        cluster.World.Fail("erase:unanswered", new TimeoutException("perhaps carried out"));

        Assert.Equal(503, (await _gateway.DeleteAsync("/v1/users/unanswered")).Status);
        Assert.Equal(1, cluster.World.Calls["erase:unanswered"]);
    }

    [Theory]
    [InlineData("/openapi/v2.json")]
    [InlineData("/openapi/nothing")]
    public async Task Get_DescriptionThatIsNone_IsAProblemDocument(string path)
    {
        var (status, json) = await _gateway.GetAsync(path);

        Assert.Equal(404, status);
        Assert.Equal("urn:manidala:problem:unknown-route", json.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Export_OfSomebody_HasTheSessionToo()
    {
        await RecordAsync("export-all", 2);

        var (status, json) = await _gateway.GetAsync("/v1/users/export-all");

        Assert.Equal(200, status);
        var session = json.GetProperty("session");
        Assert.Equal(["i0", "i1"], session.GetProperty("seen").EnumerateArray().Select(each => each.GetString()));
        Assert.Equal(["i0", "i1"], session.GetProperty("history").EnumerateArray().Select(each => each.GetString()));
        Assert.Equal([1, 2, 3], session.GetProperty("state").GetBytesFromBase64());
        Assert.False(session.TryGetProperty("snapshot", out _));
    }

    [Fact]
    public async Task GetErasures_BelowANumber_AnswersTheNewestFirst()
    {
        var (status, json) = await _gateway.GetAsync("/v1/erasures?before=4&n=2");

        Assert.Equal(200, status);
        Assert.Equal(
            """{"erasures":[{"number":3,"time":3000,"interactions":30},{"number":2,"time":2000,"interactions":20}],"cursor":"Mg"}""", json.GetRawText());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("x")]
    public async Task GetErasures_BadNumber_IsRefusedByName(string before)
    {
        var (status, json) = await _gateway.GetAsync($"/v1/erasures?before={before}");

        Assert.Equal(400, status);
        Assert.Equal("before", json.GetProperty("field").GetString());
    }

    private async Task RecordAsync(string user, int count)
    {
        var interactions = Enumerable.Range(0, count).Select(at => new NewInteraction($"e{at}", $"i{at}", "view", at, 1));
        await cluster.Client.GetGrain<IUserGrain>(UserKeys.ToKey(user)).Record([.. interactions]);
    }
}
