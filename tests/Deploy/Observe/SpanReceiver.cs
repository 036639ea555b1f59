using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Manidala.Deploy.Tests.Observe;

/// <summary>Takes spans as a collector does, by OTLP over HTTP, and keeps what a tree needs of them.</summary>
internal sealed class SpanReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentBag<Span> _spans = [];

    private SpanReceiver()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/traces", TakeAsync);
    }

    public string Address => _app.Urls.Single();

    public static async Task<SpanReceiver> StartAsync()
    {
        var receiver = new SpanReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The spans of a trace, once they are as wanted.</summary>
    public async Task<Span[]> UntilAsync(string traceId, Func<Span[], bool> isWanted, TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            Span[] found = [.. _spans.Where(span => span.TraceId == traceId)];
            if (isWanted(found))
            {
                return found;
            }

            Assert.False(deadline.IsCancellationRequested, $"After {within.TotalSeconds} s there are only: {string.Join(", ", found.Select(span => span.Name))}");
            await turns.WaitForNextTickAsync();
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        foreach (byte[] span in Fields(body.ToArray(), 1).SelectMany(resource => Fields(resource, 2)).SelectMany(scope => Fields(scope, 2)))
        {
            _spans.Add(new Span(Hex(span, 1), Hex(span, 2), Hex(span, 4), System.Text.Encoding.UTF8.GetString(Fields(span, 5).Single()), System.Text.Encoding.UTF8.GetString(span)));
        }

        context.Response.ContentType = "application/x-protobuf";
    }

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Fields(message, field).SingleOrDefault() ?? []);

    // Of a message in OTLP's encoding, the fields of this number that are bytes, texts or messages.
    private static List<byte[]> Fields(byte[] message, int field)
    {
        var found = new List<byte[]>();
        var input = new CodedInputStream(message);
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagFieldNumber(tag) == field && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                found.Add(input.ReadBytes().ToByteArray());
            }
            else
            {
                input.SkipLastField();
            }
        }

        return found;
    }

    /// <param name="Whole">All of it, in its encoding, whose texts can be read.</param>
    internal sealed record Span(string TraceId, string Id, string ParentId, string Name, string Whole);
}
