using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Manidala.Training.Tests.Commands;

/// <summary>Stands at the process boundary: takes uploads as the gateway does, and fails as networks do. The end-to-end tests use the real one.</summary>
internal sealed class UploadInbox : HttpMessageHandler
{
    private readonly List<byte> _bytes = [];
    private JsonObject? _announced;

    /// <summary>How the next requests fail, by their number from the first on.</summary>
    public Func<int, HttpRequestMessage, Failure> Fails { get; init; } = (_, _) => Failure.None;

    public HttpStatusCode Status { get; init; } = HttpStatusCode.Created;

    public string Answer { get; init; } = "{\"version\":\"x\"}";

    public List<string> Lines { get; } = [];

    public HashSet<string> Keys { get; } = [];

    public byte[] Body => [.. _bytes];

    public long BytesSent { get; private set; }

    private int _requests;
    private bool _isPublished;

    internal enum Failure
    {
        None,

        /// <summary>The request never arrives.</summary>
        Lost,

        /// <summary>It arrives and is carried out, and its answer is lost.</summary>
        AnswerLost,

        /// <summary>A byte of the body is another when it arrives.</summary>
        Damaged,
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        Failure failure = Fails(++_requests, request);
        Lines.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
        Keys.Add(request.Headers.TryGetValues("X-API-Key", out IEnumerable<string>? keys) ? string.Join(",", keys) : "none");
        if (failure == Failure.Lost)
        {
            throw new HttpRequestException("the connection was cut");
        }

        if (failure == Failure.Damaged)
        {
            body[0] ^= 1;
        }

        HttpResponseMessage response = Take(request, body);
        return failure == Failure.AnswerLost ? throw new HttpRequestException("the answer was lost") : response;
    }

    private HttpResponseMessage Take(HttpRequestMessage request, byte[] body) => (request.Method.Method, request.RequestUri!.AbsolutePath) switch
    {
        ("POST", "/v1/models/uploads") => Open(body),
        ("PUT", _) => Put(request, body),
        ("GET", "/v1/models") => Json(HttpStatusCode.OK, new JsonObject
        {
            ["models"] = new JsonArray(_isPublished ? [new JsonObject { ["version"] = Version, ["active"] = true, ["metrics"] = new JsonObject() }] : []),
        }),
        ("POST", _) => Publish(),
        _ => new HttpResponseMessage(HttpStatusCode.NotFound),
    };

    /// <summary>The version that the registry lists once something is published.</summary>
    public string Version { get; set; } = "x";

    private HttpResponseMessage Open(byte[] body)
    {
        _announced ??= JsonNode.Parse(body)!.AsObject();
        return State();
    }

    private HttpResponseMessage Put(HttpRequestMessage request, byte[] body)
    {
        BytesSent += body.Length;
        long offset = request.Content!.Headers.ContentRange!.From!.Value;
        string digest = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:";
        if (request.Content.Headers.GetValues("Content-Digest").Single() != digest)
        {
            return Json(HttpStatusCode.BadRequest, new JsonObject { ["field"] = "Content-Digest", ["detail"] = "damaged on its way" });
        }

        if (offset != _bytes.Count)
        {
            return Json(HttpStatusCode.Conflict, new JsonObject { ["type"] = "urn:manidala:problem:wrong-offset", ["offset"] = _bytes.Count });
        }

        _bytes.AddRange(body);
        return State();
    }

    private HttpResponseMessage Publish()
    {
        if (_announced is null)
        {
            return Json(HttpStatusCode.NotFound, new JsonObject { ["title"] = "No such upload" });
        }

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Body)), _announced["sha256"]!.GetValue<string>());
        if (Status == HttpStatusCode.Created)
        {
            _isPublished = true;
            _announced = null;
        }

        return new HttpResponseMessage(Status) { Content = new StringContent(Answer) };
    }

    // Small parts, so that a small bundle is many of them.
    private HttpResponseMessage State() => Json(HttpStatusCode.OK, new JsonObject
    {
        ["id"] = "0123", ["bytes"] = _announced!["bytes"]!.GetValue<long>(), ["offset"] = _bytes.Count, ["partBytes"] = 20_000,
    });

    private static HttpResponseMessage Json(HttpStatusCode status, JsonNode answer) => new(status) { Content = JsonContent.Create(answer) };
}
