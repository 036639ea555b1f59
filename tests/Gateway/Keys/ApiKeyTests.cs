using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Manidala.Gateway.Keys;
using Manidala.Gateway.Tests.Cluster;

namespace Manidala.Gateway.Tests.Keys;

public sealed class ApiKeyTests(ClusterFixture cluster) : IAsyncLifetime
{
    private const string IngestKey = "the-ingest-key";
    private const string ReadKey = "the-read-key";
    private const string AdminKey = "the-admin-key";

    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(
        cluster,
        ("API_KEY", "first-key, second-key"),
        ("Keys:Entries:0", TestKeys.Line("ingest", IngestKey)),
        ("Keys:Entries:1", TestKeys.Line("read", ReadKey)),
        ("Keys:Entries:2", TestKeys.Line("admin", AdminKey)));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("first-key", 200)]
    [InlineData("second-key", 200)]
    [InlineData(ReadKey, 200)]
    [InlineData(IngestKey, 403)]
    [InlineData(AdminKey, 403)]
    [InlineData("first-ke", 401)]
    [InlineData("FIRST-KEY", 401)]
    [InlineData("first-key, second-key", 401)]
    [InlineData("", 401)]
    [InlineData(null, 401)]
    public async Task Get_WithKey_IsAnsweredOnlyWithAValidOne(string? key, int status)
    {
        var (answered, json) = await SendAsync(HttpMethod.Get, "/v1/categories", key);

        Assert.Equal(status, answered);
        if (status == 401)
        {
            Assert.Equal("urn:manidala:problem:unauthorized", json.GetProperty("type").GetString());
        }
    }

    [Fact]
    public async Task Get_WithTwoKeys_Is401()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/categories");
        request.Headers.Add(ApiKeys.Header, ["first-key", "second-key"]);

        Assert.Equal(401, (await GatewayHost.ReadAsync(await _gateway.Http.SendAsync(request))).Status);
    }

    [Fact]
    public async Task Post_WithAKeyThatReadsOnly_NamesTheMissingRole()
    {
        var (status, json) = await SendAsync(HttpMethod.Post, "/v1/interactions", ReadKey);

        Assert.Equal(403, status);
        Assert.Equal("urn:manidala:problem:forbidden", json.GetProperty("type").GetString());
        Assert.Equal("X-API-Key", json.GetProperty("field").GetString());
        Assert.Equal("a key with the roles read", json.GetProperty("found").GetString());
        Assert.Equal("a key with the role ingest", json.GetProperty("allowed").GetString());
    }

    [Fact]
    public async Task Post_ForAFeedWithAKeyThatIngestsOnly_NamesBothRoles()
    {
        var (status, json) = await SendAsync(HttpMethod.Post, "/v1/interactions?feed=true", IngestKey);

        Assert.Equal((403, "a key with the role ingest,read"), (status, json.GetProperty("allowed").GetString()));
    }

    [Fact]
    public async Task EveryOperation_TakesAKeyWithTheRoleThatItsDescriptionNames()
    {
        var keys = new Dictionary<string, string> { ["ingest"] = IngestKey, ["read"] = ReadKey, ["admin"] = AdminKey };
        var roles = new HashSet<string>();
        foreach (var (method, path, role) in await OperationsAsync())
        {
            roles.Add(role);
            Assert.Equal(401, (await SendAsync(method, path, null)).Status);
            foreach (var (name, key) in keys)
            {
                int status = (await SendAsync(method, path, key)).Status;
                Assert.True(name == role ? status is not (401 or 403) : status == 403, $"{method} {path} with the role {name} answered {status}.");
            }
        }

        Assert.Equal(keys.Keys.Order(), roles.Order());
    }

    [Theory]
    [InlineData("POST /v1/interactions", "ingest")]
    [InlineData("GET /v1/users/x/feed", "read")]
    [InlineData("GET /v1/users/x/session", "read")]
    [InlineData("GET /v1/items/x", "read")]
    [InlineData("GET /v1/items/x/similar", "read")]
    [InlineData("GET /v1/trending", "read")]
    [InlineData("GET /v1/latest", "read")]
    [InlineData("GET /v1/categories", "read")]
    [InlineData("GET /v1/users/x", "admin")]
    [InlineData("DELETE /v1/users/x", "admin")]
    [InlineData("GET /v1/erasures", "admin")]
    [InlineData("GET /v1/items", "read")]
    [InlineData("GET /v1/rules", "admin")]
    [InlineData("PUT /v1/rules/x", "admin")]
    [InlineData("DELETE /v1/rules/x", "admin")]
    [InlineData("POST /v1/items", "admin")]
    [InlineData("PUT /v1/items/x", "admin")]
    [InlineData("DELETE /v1/items/x", "admin")]
    [InlineData("GET /v1/models", "admin")]
    [InlineData("POST /v1/models", "admin")]
    [InlineData("POST /v1/models/rollback", "admin")]
    [InlineData("PUT /v1/models/uploads/x", "admin")]
    [InlineData("GET /api/recommend/x", "read")]
    [InlineData("POST /api/session/recommend", "read")]
    [InlineData("GET /api/items", "read")]
    [InlineData("POST /api/item", "admin")]
    [InlineData("GET /api/user/x", "admin")]
    [InlineData("DELETE /api/user/x", "admin")]
    [InlineData("GET /api/feedback", "admin")]
    [InlineData("POST /api/feedback", "ingest")]
    [InlineData("DELETE /api/feedback/x/x/x", "ingest")]
    public async Task Operation_TakesThisRole(string operation, string role) =>
        Assert.Equal(role, Assert.Single(await OperationsAsync(), each => $"{each.Method} {each.Path}" == operation).Role);

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/api/health/live")]
    [InlineData("/api/health/ready")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/")]
    public async Task Get_OpenAddress_NeedsNoKey(string path) =>
        Assert.NotEqual(401, (int)(await _gateway.Http.GetAsync(path)).StatusCode);

    [Fact]
    public async Task Keys_AreInNoLogMetricOrAnswer()
    {
        const string Unknown = "an-unknown-key";
        var told = new StringBuilder();
        foreach (string key in new[] { "first-key", ReadKey, Unknown, new string('k', 300) })
        {
            foreach (string path in new[] { "/v1/categories", "/v1/users/a%00/feed", "/v1/models", "/v1/nowhere" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { ApiKeys.Header, key } } };
                using var response = await _gateway.Http.SendAsync(request);
                told.Append(response).Append(await response.Content.ReadAsStringAsync());
            }
        }

        told.Append(await MalformedAsync(ReadKey));
        told.Append(await _gateway.Http.GetStringAsync("/metrics"));
        told.AppendJoin('\n', _gateway.Logs.Lines.Select(line => line.Text));

        string all = told.ToString();
        Assert.All(["first-key", "second-key", ReadKey, IngestKey, AdminKey, Unknown, new string('k', 50)], key => Assert.DoesNotContain(key, all));
    }

    // A header that the server itself refuses, before anything of ours sees it.
    private async Task<string> MalformedAsync(string key)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, _gateway.Http.BaseAddress!.Port);
        await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes($"GET /v1/categories HTTP/1.1\r\nHost: x\r\nX-API-Key: {key}\0\r\n\r\n"));
        string answer = await new StreamReader(socket.GetStream()).ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 400", answer);
        return answer;
    }

    private async Task<List<(HttpMethod Method, string Path, string Role)>> OperationsAsync()
    {
        var (_, document) = await _gateway.GetAsync("/openapi/v1.json");
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               where path.Name.StartsWith("/v1/", StringComparison.Ordinal) || path.Name.StartsWith("/api/", StringComparison.Ordinal)
               where !path.Name.StartsWith("/api/health/", StringComparison.Ordinal)
               from operation in path.Value.EnumerateObject()
               let role = operation.Value.GetProperty("security")[0].GetProperty("key")[0].GetString()!
               select (new HttpMethod(operation.Name.ToUpperInvariant()), Regex.Replace(path.Name, "{[a-z]+}", "x"), role),
        ];
    }

    private async Task<(int Status, System.Text.Json.JsonElement Json)> SendAsync(HttpMethod method, string path, string? key)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation(ApiKeys.Header, key);
        }

        return await GatewayHost.ReadAsync(await _gateway.Http.SendAsync(request));
    }
}
