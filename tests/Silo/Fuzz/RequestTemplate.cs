using System.Formats.Tar;
using System.Text;
using Manidala.Tests.Fuzzing;

namespace Manidala.Silo.Tests.Fuzz;

/// <summary>A valid request, to be changed: the address behind the host, a body and its type.</summary>
internal sealed record RequestTemplate(string Method, string Address, string Body = "", string Type = "", params (string Name, string Value)[] Headers)
{
    private const string Json = "application/json";
    private const string UploadId = "0123456789abcdef0123456789abcdef";
    private const string Digest = UploadId + UploadId;

    public static IReadOnlyList<RequestTemplate> All { get; } =
    [
        new("POST", "/v1/interactions", """{"userId":"fuzz","itemId":"item-1","type":"like","timestamp":"2026-01-01T00:00:00Z","id":"e1","value":2}""", Json),
        new("POST", "/v1/interactions", """[{"userId":"u1","itemId":"item-1","type":"view"},{"userId":"u2","itemId":"item-2","type":"hide","timestamp":1767225600000}]""", Json),
        new("POST", "/v1/interactions?feed=true&n=5&include=item", """[{"userId":"fuzz","itemId":"item-3","type":"like","consent":false},{"userId":"fuzz","itemId":"item-4","type":"like"}]""", Json),
        new("POST", "/v1/interactions", """{"userId":"fuzz","itemId":"item-5","type":"view"}""", Json, ("Idempotency-Key", "k1")),
        new("GET", "/v1/users/fuzz/feed?n=20&category=even&exclude=item-1&exclude=item-2&seen=true&include=item"),
        new("GET", "/v1/users/fuzz/feed"),
        new("GET", "/v1/users/fuzz/feed?surface=default&explain=true&labels=mood:calm&anyLabels=tags:a&noLabels=tags:c&range=size:1..9"),
        new("GET", "/v1/users/fuzz/feed?n=3", "", "", ("Accept", "text/event-stream"), ("Last-Event-ID", "1-0123456789abcdef")),
        new("GET", "/v1/users/fuzz/session?n=5"),
        new("GET", "/v1/users/fuzz"),
        new("DELETE", "/v1/users/fuzz"),
        new("GET", "/v1/erasures?n=5&before=3"),
        new("PUT", "/v1/items/fuzzed", """{"title":"Fuzzed","categories":["even","new"],"attributes":{"size":7,"mood":"calm","tags":["a","b"],"v":[1,2]},"hidden":false,"timestamp":1767225600000,"expires":"2030-01-01T00:00:00Z"}""", Json),
        new("POST", "/v1/items", """[{"id":"fuzzed-1","title":"One"},{"id":"fuzzed-2","title":"Two","categories":["odd"]}]""", Json),
        new("POST", "/v1/items", "{\"id\":\"fuzzed-3\"}\n{\"id\":\"fuzzed-4\",\"title\":\"Four\"}\n", "application/x-ndjson"),
        new("GET", "/v1/items?n=3&cursor=aXRlbS0x"),
        new("GET", "/v1/items", "", "", ("Accept", "application/x-ndjson")),
        new("PUT", "/v1/items/fuzzed", """{"title":"Fuzzed"}""", Json, ("If-None-Match", "*"), ("If-Match", "\"AAAAAAAAAAAAAAAAAAAA\"")),
        new("GET", "/v1/items/item-1", "", "", ("If-None-Match", "\"a\", W/\"b\"")),
        new("GET", "/v1/rules"),
        new("PUT", "/v1/rules/fuzzed", """{"kind":"boost","items":["item-1"],"categories":["even"],"labels":["mood:calm"],"factor":2.5,"from":1767225600000,"until":"2030-01-01T00:00:00Z"}""", Json),
        new("DELETE", "/v1/rules/fuzzed"),
        new("GET", "/v1/items/item-1"),
        new("DELETE", "/v1/items/fuzzed"),
        new("GET", "/v1/items/item-1/similar?n=5&category=even"),
        new("GET", "/v1/trending?n=5&category=odd&include=item"),
        new("GET", "/v1/latest?n=5&cursor=NQ"),
        new("GET", "/v1/categories"),
        new("GET", "/v1/models?n=1&cursor=djE"),
        new("POST", "/v1/models?activate=false&force=true&margin=0.5", Tar(), "application/x-tar"),
        new("POST", "/v1/models/unknown/activate"),
        new("POST", "/v1/models/uploads", $$"""{"bytes":1000,"sha256":"{{Digest}}"}""", Json),
        new("GET", $"/v1/models/uploads/{UploadId}"),
        new("PUT", $"/v1/models/uploads/{UploadId}", "0123456789", "application/octet-stream",
            ("Content-Range", "bytes 0-9/1000"), ("Content-Digest", "sha-256=:hNiYd/DUBB77a/kaFqAkjy/VcwRaFSpKa8ZqpZZk0ok=:")),
        new("POST", $"/v1/models/uploads/{UploadId}/publish?activate=true"),
        new("DELETE", $"/v1/models/uploads/{UploadId}"),
        new("GET", "/health"),
        new("GET", "/health/ready"),
        new("GET", "/metrics"),
        new("GET", "/openapi/v1.json"),
        new("GET", "/nothing"),
    ];

    /// <summary>What the changes are made to.</summary>
    public enum Part
    {
        Address,
        Body,
        Header,
        Both,
    }

    /// <summary>The request with the changes in it; null where no client can send it.</summary>
    public HttpRequestMessage? Changed(Uri server, Part part, Mutation[] changes)
    {
        // Bytes one by one: what is no UTF-8 stays what it is.
        string address = part is Part.Address or Part.Both ? Escaped(Mutation.Apply(Encoding.UTF8.GetBytes(Address[1..]), changes)) : Address[1..];
        if (!Uri.TryCreate($"{server}{address}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out Uri? target))
        {
            return null;
        }

        var request = new HttpRequestMessage(new HttpMethod(Method), target);
        foreach ((string name, string value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, part is Part.Header ? Line(value, changes) : value);
        }

        if (Type.Length > 0)
        {
            byte[] bytes = Encoding.Latin1.GetBytes(Body);
            request.Content = new ByteArrayContent(part is Part.Body or Part.Both ? Mutation.Apply(bytes, changes) : bytes);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", part is Part.Header && Headers.Length == 0 ? Line(Type, changes) : Type);
            foreach ((string name, string value) in Headers)
            {
                request.Content.Headers.TryAddWithoutValidation(name, part is Part.Header ? Line(value, changes) : value);
            }
        }

        return request;
    }

    // A client sends no control characters in a header.
    private static string Line(string value, Mutation[] changes) =>
        string.Concat(Encoding.Latin1.GetString(Mutation.Apply(Encoding.Latin1.GetBytes(value), changes)).Where(each => !char.IsControl(each)));

    // What a request line cannot hold is escaped; everything else is sent as it is.
    private static string Escaped(byte[] address)
    {
        var text = new StringBuilder(address.Length);
        foreach (byte each in address)
        {
            if (each is > 0x20 and < 0x7F && each != (byte)'#' && each != (byte)'\\')
            {
                text.Append((char)each);
            }
            else
            {
                text.Append('%').Append(Convert.ToHexString([each]));
            }
        }

        return text.ToString();
    }

    private static string Tar()
    {
        using var bytes = new MemoryStream();
        using (var writer = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "manifest.json") { DataStream = new MemoryStream("{\"format\":2}"u8.ToArray()) });
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "items.json") { DataStream = new MemoryStream("[\"a\"]"u8.ToArray()) });
        }

        return Encoding.Latin1.GetString(bytes.ToArray());
    }
}
