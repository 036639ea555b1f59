using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Input;

/// <summary>What cannot be meant is refused with the name of what is wrong, and nothing of it is written.</summary>
public sealed class BadInputTests(BadInputTests.Server server) : IClassFixture<BadInputTests.Server>
{
    private const string User = "bad-input";

    private static readonly string LongId = new('x', 129);

    public static TheoryData<string, string, int, string?> Bodies => new()
    {
        { "not JSON", "{", 400, null },
        { "no body", "", 400, null },
        { "a text", "\"like\"", 400, null },
        { "an empty array", "[]", 400, null },
        { "a wrong type", """{"userId":7,"itemId":"a","type":"like"}""", 400, "userId" },
        { "no user", """{"itemId":"a","type":"like"}""", 400, "userId" },
        { "an empty user", """{"userId":"","itemId":"a","type":"like"}""", 400, "userId" },
        { "no item", $$"""{"userId":"{{User}}","type":"like"}""", 400, "itemId" },
        { "an empty item", $$"""{"userId":"{{User}}","itemId":"","type":"like"}""", 400, "itemId" },
        { "an over-long item", $$"""{"userId":"{{User}}","itemId":"{{LongId}}","type":"like"}""", 400, "itemId" },
        { "a control character", $$"""{"userId":"{{User}}","itemId":"a\u0000b","type":"like"}""", 400, "itemId" },
        { "half a surrogate pair", $$"""{"userId":"{{User}}","itemId":"\ud800","type":"like"}""", 400, "itemId" },
        { "no type", $$"""{"userId":"{{User}}","itemId":"a"}""", 400, "type" },
        { "an unknown type", $$"""{"userId":"{{User}}","itemId":"a","type":"sniff"}""", 400, "type" },
        { "an over-long id", $$"""{"userId":"{{User}}","itemId":"a","type":"like","id":"{{LongId}}"}""", 400, "id" },
        { "a value that is no number", $$"""{"userId":"{{User}}","itemId":"a","type":"like","value":"NaN"}""", 400, "value" },
        { "a value that is infinite", $$"""{"userId":"{{User}}","itemId":"a","type":"like","value":1e999}""", 400, "value" },
        { "a bare NaN", $$"""{"userId":"{{User}}","itemId":"a","type":"like","value":NaN}""", 400, null },
        { "a far-future time", $$"""{"userId":"{{User}}","itemId":"a","type":"like","timestamp":4102444800000}""", 400, "timestamp" },
        { "a time before 1970", $$"""{"userId":"{{User}}","itemId":"a","type":"like","timestamp":-1}""", 400, "timestamp" },
        { "a time that is none", $$"""{"userId":"{{User}}","itemId":"a","type":"like","timestamp":"soon"}""", 400, "timestamp" },
        { "an unknown property", $$"""{"userId":"{{User}}","itemId":"a","type":"like","colour":"red"}""", 400, "colour" },
        { "one bad of three", $$"""[{"userId":"{{User}}","itemId":"a","type":"like"},{"userId":"{{User}}","itemId":"b","type":"like"},{"userId":"{{User}}","itemId":"c","type":"sniff"}]""", 400, "[2].type" },
        { "1001 at once", $"[{string.Join(',', Enumerable.Repeat($$"""{"userId":"{{User}}","itemId":"a","type":"like"}""", 1001))}]", 400, null },
        { "a huge body", $$"""{"userId":"{{User}}","itemId":"a","type":"{{new string('x', 2 << 20)}}"}""", 413, null },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Bodies))]
    public async Task PostInteractions_BadBody_IsRefusedAndWritesNothing(string what, string body, int status, string? field)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await server.Api.Http.PostAsync("v1/interactions", content);

        await ExpectProblemAsync(response, what, status, field);
        Assert.Empty(await server.Api.ExportAsync(User));
    }

    [Theory]
    [InlineData("v1/users/u/feed?n=0", 400, "n")]
    [InlineData("v1/users/u/feed?n=501", 400, "n")]
    [InlineData("v1/users/u/feed?n=-1", 400, "n")]
    [InlineData("v1/users/u/feed?n=many", 400, "n")]
    [InlineData("v1/users/u/feed?category=no-such-category", 400, "category")]
    [InlineData("v1/users/u/feed?category=", 400, "category")]
    [InlineData("v1/users/u/feed?cursor=nonsense", 400, "cursor")]
    [InlineData("v1/users/u/feed?seen=perhaps", 400, "seen")]
    [InlineData("v1/users/a%01b/feed", 400, "id")]
    [InlineData("v1/trending?n=0", 400, "n")]
    [InlineData("v1/trending?category=no-such-category", 400, "category")]
    [InlineData("v1/items/mandala-00001/similar?n=501", 400, "n")]
    [InlineData("v1/items/no-such-item", 404, "id")]
    [InlineData("v1/items/no-such-item/similar", 404, "id")]
    [InlineData("v1/nothing", 404, null)]
    public async Task Get_BadAddress_IsRefused(string address, int status, string? field)
    {
        using HttpResponseMessage response = await server.Api.Http.GetAsync(address);

        await ExpectProblemAsync(response, address, status, field);
    }

    [Fact]
    public async Task GetFeed_OverLongUser_IsRefused()
    {
        using HttpResponseMessage response = await server.Api.Http.GetAsync($"v1/users/{LongId}/feed");

        await ExpectProblemAsync(response, "an over-long user", 400, "id");
    }

    [Theory]
    [InlineData("""{"title":7}""", 400, "title")]
    [InlineData("""{"title":"a","categories":"red"}""", 400, "categories")]
    [InlineData("""{"title":"a","id":"another"}""", 400, "id")]
    [InlineData("""{"title":"a","attributes":[]}""", 400, "attributes")]
    [InlineData("""{"title":"a","weight":1}""", 400, "weight")]
    public async Task PutItem_BadBody_IsRefusedAndWritesNothing(string body, int status, string field)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await server.Api.Http.PutAsync("v1/items/bad-item", content);

        await ExpectProblemAsync(response, body, status, field);
        Assert.Equal(HttpStatusCode.NotFound, await server.Api.StatusAsync("v1/items/bad-item"));
    }

    [Fact]
    public async Task PostInteractions_OfAnotherMediaType_IsRefused()
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using HttpResponseMessage response = await server.Api.Http.PostAsync("v1/interactions", content);

        await ExpectProblemAsync(response, "text/csv", 415, null);
    }

    [Fact]
    public async Task PostInteractions_OfAnUnknownItem_IsKeptForWhenTheItemAppears()
    {
        await server.Api.PostAsync(new Deed("early-bird", "not-yet-there", "like", 1_767_225_600_000, "early-1"));
        using HttpResponseMessage put = await server.Api.Http.PutAsJsonAsync("v1/items/not-yet-there", new { title = "Now", categories = new[] { "late" } });
        await server.Api.UntilCategoryAsync("late", TimeSpan.FromSeconds(10));
        Assert.True((await server.Api.FeedAsync("someone-else", "?category=late")).Shows("not-yet-there"));

        FeedAnswer feed = await server.Api.FeedAsync("early-bird", "?category=late");

        Assert.Equal("not-yet-there", Assert.Single(await server.Api.ExportAsync("early-bird")).ItemId);
        Assert.Empty(feed.Items);
    }

    [Fact]
    public async Task GetFeed_UnknownUser_IsAColdStartFeed()
    {
        FeedAnswer feed = await server.Api.FeedAsync("never-seen");

        Assert.Equal(20, feed.Items.Count);
        Assert.Equal(0, feed.Sequence);
        Assert.Contains(feed.Items, entry => entry.Source == "trending");
    }

    private static async Task ExpectProblemAsync(HttpResponseMessage response, string what, int status, string? field)
    {
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{what}: {(int)response.StatusCode} {answer}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        ProblemAnswer? problem = await response.Content.ReadFromJsonAsync<ProblemAnswer>();
        Assert.Equal(status, problem!.Status);
        if (field is not null)
        {
            Assert.Equal(field, problem.Field);
        }
    }

    /// <summary>One server for the table.</summary>
    public sealed class Server(SampleFolder sample) : IAsyncLifetime
    {
        private RunningSilo? _silo;
        private string _folder = "";

        internal Api Api => _silo!.Api;

        public async ValueTask InitializeAsync() => _silo = await RunningSilo.StartAsync(_folder = await sample.CopyAsync());

        /// <summary>All files of the data folder but the databases' logs, which come and go.</summary>
        internal string[] Files() =>
            [.. Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Where(path => !path.Contains(".db-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

        public ValueTask DisposeAsync() => _silo!.DisposeAsync();
    }
}
