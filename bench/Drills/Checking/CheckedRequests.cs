using System.Text;
using System.Text.Json;
using Manidala.Bench.Load;

namespace Manidala.Bench.Drills.Checking;

/// <summary>The calls of checking clients as bytes: an interaction carries the number of its operation as id and as value. Thread-safe.</summary>
internal sealed class CheckedRequests(Uri server, int feedItems)
{
    /// <summary>What users' ids begin with.</summary>
    public const string UserPrefix = "drill-";

    private readonly byte[] _end = Encoding.ASCII.GetBytes($" HTTP/1.1\r\nHost: {server.Authority}\r\n");

    public void Latest(RequestText to, int count) => to.Clear().Add("GET /v1/latest?n="u8).Add(count).Add(_end).Add("\r\n"u8);

    public void Feed(RequestText to, int user) =>
        to.Clear().Add("GET /v1/users/drill-"u8).Add(user).Add("/feed?n="u8).Add(feedItems).Add(_end).Add("\r\n"u8);

    public void Interaction(RequestText to, int user, string item, long number)
    {
        // Written twice, once to know its length, which stands before it.
        WriteBody(to.Clear(), user, item, number);
        int length = to.Length;
        to.Clear().Add("POST /v1/interactions"u8).Add(_end).Add("Content-Type: application/json\r\nContent-Length: "u8).Add(length).Add("\r\n\r\n"u8);
        WriteBody(to, user, item, number);
    }

    private static void WriteBody(RequestText to, int user, string item, long number) =>
        to.Add("{\"id\":\"op-"u8).Add(number).Add("\",\"userId\":\"drill-"u8).Add(user).Add("\",\"itemId\":\""u8).Add(JsonEncodedText.Encode(item).EncodedUtf8Bytes)
            .Add("\",\"type\":\"like\",\"value\":"u8).Add(number).Add("}"u8);
}
