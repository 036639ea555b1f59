using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Manidala.Client.Tests;

/// <summary>What a client's requests meet instead of a network: a list of answers, then acknowledgements. Thread-safe.</summary>
internal sealed class FakeServer(params Func<JsonElement, HttpResponseMessage>[] answers) : HttpMessageHandler
{
    private readonly ConcurrentQueue<Func<JsonElement, HttpResponseMessage>> _answers = new(answers);
    private readonly SemaphoreSlim _arrived = new(0);
    private long _sequence;

    public ConcurrentQueue<Seen> Requests { get; } = new();

    public static Func<JsonElement, HttpResponseMessage> Answer(int status, string json, params (string Name, string Value)[] headers) => _ =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent(json, Encoding.UTF8, status < 400 ? "application/json" : "application/problem+json"),
        };
        foreach ((string name, string value) in headers)
        {
            response.Headers.Add(name, value);
        }

        return response;
    };

    public static Func<JsonElement, HttpResponseMessage> Away => _ => throw new HttpRequestException("nobody is there");

    /// <summary>Ends when one more request has come.</summary>
    public Task ArrivalAsync() => _arrived.WaitAsync(TestContext.Current.CancellationToken);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string text = request.Content is null ? "null" : await request.Content.ReadAsStringAsync(cancellationToken);
        JsonElement body = text.StartsWith('[') || text == "null" ? JsonDocument.Parse(text).RootElement : default;
        Requests.Enqueue(new Seen(
            request.Method.Method, request.RequestUri!.PathAndQuery, text, body, request.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value))));
        _arrived.Release();
        return _answers.TryDequeue(out var answer) ? answer(body) : Acknowledge(body);
    }

    private HttpResponseMessage Acknowledge(JsonElement body) => Answer(200, JsonSerializer.Serialize(new
    {
        results = body.EnumerateArray().Select(each => new
        {
            id = each.GetProperty("id").GetString(), sequence = Interlocked.Increment(ref _sequence), duplicate = false,
        }).ToArray(),
    }))(body);

    /// <summary>A request.</summary>
    internal sealed record Seen(string Method, string Address, string Text, JsonElement Body, Dictionary<string, string> Headers)
    {
        public IEnumerable<string> Items => Body.EnumerateArray().Select(each => each.GetProperty("itemId").GetString()!);
    }
}
