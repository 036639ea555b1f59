using System.Text.Json;
using Manidala.Gateway.Tests.Cluster;

namespace Manidala.Gateway.Tests.Rules;

public sealed class RuleEndpointsTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(cluster);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Put_WholeRule_IsListedUntilItIsDeleted()
    {
        const string rule = """{"id":"sale","kind":"boost","items":["a","b"],"categories":["c"],"labels":["on_sale:true"],"surfaces":["home"],"factor":2.5,"from":1767225600000,"until":1767312000000,"stored":true}""";

        var (status, put) = await _gateway.PutAsync("/v1/rules/sale", """
            {"kind":"boost","items":["a","b"],"categories":["c"],"labels":["on_sale:true"],"surfaces":["home"],"factor":2.5,"position":null,
             "from":"2026-01-01T00:00:00Z","until":1767312000000}
            """);
        var (_, listed) = await _gateway.GetAsync("/v1/rules");
        var (deleted, _) = await _gateway.DeleteAsync("/v1/rules/sale");
        var (missing, problem) = await _gateway.DeleteAsync("/v1/rules/sale");

        Assert.Equal((200, rule), (status, put.GetRawText()));
        Assert.Contains(listed.GetProperty("rules").EnumerateArray(), one => one.GetRawText() == rule);
        Assert.Equal((204, 404), (deleted, missing));
        Assert.Equal("urn:manidala:problem:unknown-rule", problem.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("[]", "body")]
    [InlineData("""{"kind":5}""", "kind")]
    [InlineData("""{"kind":"away"}""", "kind")]
    [InlineData("""{"kind":"pin","items":"a"}""", "items")]
    [InlineData("""{"kind":"pin","items":[""]}""", "items[0]")]
    [InlineData("""{"kind":"pin","position":1.5}""", "position")]
    [InlineData("""{"kind":"boost","factor":"2"}""", "factor")]
    [InlineData("""{"kind":"boost","until":"soon"}""", "until")]
    [InlineData("""{"kind":"boost","weight":2}""", "weight")]
    public async Task Put_BadField_IsRefusedByName(string body, string field)
    {
        var (status, problem) = await _gateway.PutAsync("/v1/rules/bad", body);

        Assert.Equal((400, field), (status, problem.GetProperty("field").GetString()));
        Assert.DoesNotContain("bad", cluster.World.Rules.Keys);
    }
}
