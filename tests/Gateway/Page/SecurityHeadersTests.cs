using System.Text.RegularExpressions;
using Manidala.Gateway.Tests.Cluster;

namespace Manidala.Gateway.Tests.Page;

/// <summary>What browsers are told, and that the page keeps to it.</summary>
public sealed partial class SecurityHeadersTests(ClusterFixture cluster) : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(cluster);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("/v1/categories")]
    [InlineData("/v1/users/headers/feed")]
    [InlineData("/v1/users/headers/feed?n=0")]
    [InlineData("/v1/items/nowhere")]
    [InlineData("/nowhere")]
    [InlineData("/health")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    public async Task Get_Answer_MayDoNothingInABrowser(string path)
    {
        using HttpResponseMessage response = await _gateway.Http.GetAsync(path);

        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Get_Stream_MayDoNothingInABrowser()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/users/headers-stream/feed") { Headers = { { "Accept", "text/event-stream" } } };

        using HttpResponseMessage response = await _gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task EveryFileOfThePage_IsUnderThePolicyAndKeepsToIt()
    {
        var seen = new Dictionary<string, string>();
        var waiting = new Queue<string>(["/"]);
        while (waiting.TryDequeue(out string? path))
        {
            if (seen.ContainsKey(path))
            {
                continue;
            }

            using HttpResponseMessage response = await _gateway.Http.GetAsync(path);
            Assert.True(response.IsSuccessStatusCode, path);
            ExpectPolicy(response);
            string text = await response.Content.ReadAsStringAsync();
            seen.Add(path, text);
            foreach (Match link in Links().Matches(text).Where(link => link.Groups[1].Value is not ("." or "")))
            {
                waiting.Enqueue(new Uri(new Uri(_gateway.Http.BaseAddress!, path), link.Groups[1].Value).AbsolutePath);
            }
        }

        // The page's own scripts and styles, found by following what each names.
        Assert.Contains("/js/mandala.js", seen.Keys);
        Assert.Contains("/css/page.css", seen.Keys);
        Assert.All(seen, file => Assert.DoesNotMatch(Forbidden(), file.Value));
    }

    [Theory]
    [InlineData("<script>x</script>")]
    [InlineData("<a onclick=\"x\">")]
    [InlineData("<p style='x'>")]
    [InlineData("<style>")]
    [InlineData("<a href=\"javascript:x\">")]
    [InlineData("setAttribute('style', x)")]
    [InlineData("element.innerHTML = x")]
    [InlineData("eval(x)")]
    [InlineData("new Function('x')")]
    [InlineData("@import url(http://elsewhere/x.css)")]
    public void Forbidden_WhatAPolicyIsFor_IsFound(string text) => Assert.Matches(Forbidden(), text);

    private static void ExpectPolicy(HttpResponseMessage response)
    {
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
    }

    // A namespace is a name and no address.
    [GeneratedRegex(
        @"<script(?![^>]*\ssrc=)|<style|\sstyle\s*=\s*[""']|<[^>]*\son[a-z]+\s*=|javascript:|\(\s*['""]style['""]|(inner|outer)HTML|insertAdjacentHTML|document\.write"
        + @"|\beval\s*\(|\bnew\s+Function\b|cssText|https?://(?!www\.w3\.org/)")]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"(?:(?:src|href)=|from\s+|import\s+|url\()[""']?([^""'#:)\s>]+\.(?:js|css|svg))")]
    private static partial Regex Links();
}
