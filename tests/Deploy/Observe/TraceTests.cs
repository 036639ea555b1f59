using System.Net.Http.Json;
using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Observe;

/// <summary>A request that somebody follows is one tree over both processes, and its trace is in the logs.</summary>
[Collection(ObservedCollection.Name)]
public sealed class TraceTests(ObservedCluster cluster)
{
    private const string TraceOfTree = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string TraceOfLog = "4bf92f3577b34da6a3ce929d0e0e4737";
    private const string CallerId = "00f067aa0ba902b7";
    private const string User = "followed";
    private const string Http = "POST /v1/interactions";
    private const string Steps = "encoder steps";
    private const string Batch = "encoder batch";
    private const string Commit = "journal commit";

    [Fact]
    public async Task Interaction_ThatIsFollowed_IsOneTreeFromHttpToTheDatabase()
    {
        await PostAsync(TraceOfTree, new Deed(User, "mandala-00007", "like", 1_767_225_600_000, "traced-1"));

        SpanReceiver.Span[] spans = await cluster.Spans.UntilAsync(TraceOfTree, IsWhole, TimeSpan.FromSeconds(30));

        Assert.Equal(CallerId, spans.Single(span => span.Name == Http).ParentId);
        Assert.Contains(spans, span => Parent(spans, span)?.Name == Commit);
        Assert.All((string[])[Batch, Commit], name => Assert.Contains(Http, Above(spans, spans.First(span => span.Name == name))));
        Assert.Contains(Steps, Above(spans, spans.First(span => span.Name == Batch)));
        Assert.Contains(Above(spans, spans.First(span => span.Name == Commit)), name => name.EndsWith("/Record", StringComparison.Ordinal));

        // An erasure does not reach where spans are kept.
        Assert.All(spans, span => Assert.DoesNotContain(User, span.Whole, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_OfAFollowedRequest_IsJsonWithItsTrace()
    {
        await PostAsync(TraceOfLog, new Deed(User, "mandala-00008", "like", 1_767_225_600_001, "traced-2"));

        string line = await cluster.GatewayProcess.LineAsync($"\"trace_id\":\"{TraceOfLog}\"");

        using JsonDocument json = JsonDocument.Parse(line);
        Assert.Equal("Information", json.RootElement.GetProperty("level").GetString());
        Assert.Contains("HTTP", json.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.All(cluster.GatewayProcess.Output.Split('\n'), each => JsonDocument.Parse(each).Dispose());
    }

    private static bool IsWhole(SpanReceiver.Span[] spans) =>
        Array.TrueForAll((string[])[Http, Steps, Batch, Commit], name => Array.Exists(spans, span => span.Name == name))
        && Array.Exists(spans, span => Parent(spans, span)?.Name == Commit);

    private static SpanReceiver.Span? Parent(SpanReceiver.Span[] spans, SpanReceiver.Span span) => Array.Find(spans, other => other.Id == span.ParentId);

    private static List<string> Above(SpanReceiver.Span[] spans, SpanReceiver.Span span)
    {
        var names = new List<string>();
        for (SpanReceiver.Span? above = Parent(spans, span); above is not null; above = Parent(spans, above))
        {
            names.Add(above.Name);
        }

        return names;
    }

    private async Task PostAsync(string trace, Deed deed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/interactions") { Content = JsonContent.Create(deed, options: JsonSerializerOptions.Web) };
        request.Headers.Add("traceparent", $"00-{trace}-{CallerId}-01");
        using HttpResponseMessage response = await cluster.Gateway.Http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode);
    }
}
