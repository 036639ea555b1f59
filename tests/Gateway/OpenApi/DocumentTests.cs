using System.Text.Json;
using Manidala.Gateway.Tests.Cluster;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Manidala.Gateway.Tests.OpenApi;

public sealed class DocumentTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;
    private JsonElement _document;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayHost.StartAsync(cluster);
        (_, _document) = await _gateway.GetAsync("/openapi/v1.json");
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public void Document_ListsExactlyTheMappedOperations()
    {
        var mapped = _gateway.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1", StringComparison.Ordinal)
                || endpoint.RoutePattern.RawText.StartsWith("/api", StringComparison.Ordinal)
                || endpoint.RoutePattern.RawText.StartsWith("/health", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                .Select(method => $"{method.ToLowerInvariant()} {endpoint.RoutePattern.RawText}"));

        Assert.Equal(mapped.Order(), Operations().Select(each => each.Name).Order());
        Assert.Equal(27, Operations().Count(each => each.Name.Contains("/v1/", StringComparison.Ordinal)));
    }

    [Fact]
    public void EveryOperation_OfTheApi_DescribesItsAnswerAndItsProblems()
    {
        foreach (var (name, operation) in Operations().Where(each => each.Name.Contains("/v1/", StringComparison.Ordinal)))
        {
            var responses = operation.GetProperty("responses");
            Assert.Contains(responses.EnumerateObject(), response => response.Name.StartsWith('2'));
            foreach (string status in new[] { "401", "500", "503" })
            {
                var schema = responses.GetProperty(status).GetProperty("content").GetProperty("application/problem+json").GetProperty("schema");
                Assert.Equal("#/components/schemas/Problem", schema.GetProperty("$ref").GetString());
            }

            Assert.NotEqual("", operation.GetProperty("summary").GetString());
            Assert.True(operation.TryGetProperty("operationId", out _), name);
        }
    }

    [Fact]
    public void EveryOperation_OfGorsesSurface_DescribesItsAnswerAndThatRefusalsAreText()
    {
        var all = Operations().Where(each => each.Name.Contains("/api/", StringComparison.Ordinal) && !each.Name.Contains("/health/", StringComparison.Ordinal)).ToList();

        Assert.Equal(42, all.Count);
        foreach (var (name, operation) in all)
        {
            var responses = operation.GetProperty("responses");
            Assert.True(responses.GetProperty("200").GetProperty("content").TryGetProperty("application/json", out _), name);
            Assert.True(responses.GetProperty("401").GetProperty("content").TryGetProperty("text/plain", out _), name);
            Assert.NotEqual("", operation.GetProperty("summary").GetString());
        }

        var item = _document.GetProperty("components").GetProperty("schemas").GetProperty("GorseItem").GetProperty("properties");
        Assert.Equal(["ItemId", "IsHidden", "Categories", "Timestamp", "Labels", "Comment"], item.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void EveryPathParameter_IsDescribed()
    {
        foreach (var (name, operation) in Operations().Where(each => each.Name.Contains('{')))
        {
            var described = operation.GetProperty("parameters").EnumerateArray()
                .Where(each => each.GetProperty("in").GetString() == "path").Select(each => each.GetProperty("name").GetString());
            Assert.Equal(name.Split('{').Skip(1).Select(part => part[..part.IndexOf('}')]).Order(), described.Order());
        }
    }

    [Fact]
    public async Task BodySchema_OfInteractions_ListsExactlyWhatTheParserTakes()
    {
        var schema = _document.GetProperty("paths").GetProperty("/v1/interactions").GetProperty("post").GetProperty("requestBody")
            .GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("oneOf")[0];

        var (_, problem) = await _gateway.PostAsync("/v1/interactions", """{"nothing":1}""");

        Assert.Equal(problem.GetProperty("allowed").GetString(), Names(schema));
    }

    [Fact]
    public async Task BodySchema_OfItems_ListsExactlyWhatTheParserTakes()
    {
        var schema = _document.GetProperty("paths").GetProperty("/v1/items/{id}").GetProperty("put").GetProperty("requestBody")
            .GetProperty("content").GetProperty("application/json").GetProperty("schema");

        var (_, problem) = await _gateway.PutAsync("/v1/items/x", """{"nothing":1}""");

        Assert.Equal(problem.GetProperty("allowed").GetString(), Names(schema));
    }

    [Fact]
    public async Task BodySchema_OfRules_ListsExactlyWhatTheParserTakes()
    {
        var schema = _document.GetProperty("paths").GetProperty("/v1/rules/{id}").GetProperty("put").GetProperty("requestBody")
            .GetProperty("content").GetProperty("application/json").GetProperty("schema");

        var (_, problem) = await _gateway.PutAsync("/v1/rules/x", """{"nothing":1}""");

        Assert.Equal(problem.GetProperty("allowed").GetString(), Names(schema));
    }

    [Fact]
    public void FeedSchema_HasTheFeedsShape()
    {
        var properties = _document.GetProperty("components").GetProperty("schemas").GetProperty("FeedResponse").GetProperty("properties");

        Assert.Equal(
            ["recommendationId", "userId", "sequence", "model", "fallback", "items", "cursor", "surface", "steps"],
            properties.EnumerateObject().Select(property => property.Name));
    }

    [Theory]
    [InlineData("/v1/interactions", "post")]
    [InlineData("/v1/items", "post")]
    public void LinesOfAnImport_AreDescribedAsBodyAndByTheirAnswer(string path, string method)
    {
        var operation = _document.GetProperty("paths").GetProperty(path).GetProperty(method);

        var line = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/x-ndjson").GetProperty("schema");
        var answers = operation.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("oneOf");

        Assert.Equal("object", line.GetProperty("type").GetString());
        Assert.Equal("#/components/schemas/ImportResponse", answers[1].GetProperty("$ref").GetString());
        var schemas = _document.GetProperty("components").GetProperty("schemas");
        var errors = schemas.GetProperty("ImportResponse").GetProperty("properties").GetProperty("errors").GetProperty("items");
        var error = errors.TryGetProperty("$ref", out var reference) ? schemas.GetProperty(reference.GetString()!.Split('/')[^1]) : errors;
        Assert.Equal(["line", "field", "found", "allowed"], error.GetProperty("properties").EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void ConditionsTagsAndLimits_AreDescribed()
    {
        var item = _document.GetProperty("paths").GetProperty("/v1/items/{id}");

        foreach (string method in new[] { "get", "put", "delete" })
        {
            var headers = item.GetProperty(method).GetProperty("parameters").EnumerateArray()
                .Where(each => each.GetProperty("in").GetString() == "header").Select(each => each.GetProperty("name").GetString());
            Assert.Equal(["If-Match", "If-None-Match"], headers.Order());
            Assert.True(item.GetProperty(method).GetProperty("responses").TryGetProperty("412", out _));
        }

        var responses = item.GetProperty("get").GetProperty("responses");
        Assert.True(responses.TryGetProperty("304", out _));
        Assert.True(responses.GetProperty("200").GetProperty("headers").TryGetProperty("ETag", out _));
        Assert.True(responses.GetProperty("200").GetProperty("headers").TryGetProperty("RateLimit-Remaining", out _));
        Assert.True(responses.GetProperty("429").GetProperty("headers").TryGetProperty("Retry-After", out _));
    }

    private static string Names(JsonElement schema) =>
        string.Join(", ", schema.GetProperty("properties").EnumerateObject().Select(property => property.Name));

    private IEnumerable<(string Name, JsonElement Operation)> Operations() =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name} {path.Name}", operation.Value);
}
