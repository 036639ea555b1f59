using System.Net;
using System.Text.RegularExpressions;
using Manidala.Gateway.Tests.Cluster;

namespace Manidala.Gateway.Tests.Page;

public sealed partial class EmbeddedPageTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(cluster, ("API_KEY", "k"));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Get_Root_IsThePageUnderAStrictPolicy()
    {
        using var response = await _gateway.Http.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.NotNull(response.Headers.ETag);
    }

    [Fact]
    public async Task Get_RootAgain_IsNotModified()
    {
        using var first = await _gateway.Http.GetAsync("/");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };

        using var second = await _gateway.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Get_WhatThePageNames_IsThere()
    {
        string page = await _gateway.Http.GetStringAsync("/");

        var links = Link().Matches(page).Select(match => match.Groups[1].Value).Where(link => link.Contains('.') && link != ".").ToList();

        Assert.NotEmpty(links);
        foreach (string link in links)
        {
            using var response = await _gateway.Http.GetAsync("/" + link);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.True(response.Content.Headers.ContentLength > 0);
        }
    }

    [GeneratedRegex("(?:src|href)=\"([^\"#:]+)\"")]
    private static partial Regex Link();
}
