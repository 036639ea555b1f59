using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Manidala.Bench.Load;

/// <summary>The requests of one run as bytes. Thread-safe.</summary>
internal sealed class LoadRequests
{
    private readonly byte[] _path;
    private readonly byte[] _headers;
    private readonly byte[] _afterUser;

    public LoadRequests(LoadRequest request)
    {
        _path = Encoding.ASCII.GetBytes(request.Url.AbsolutePath);
        string key = request.ApiKey is { } given ? $"X-API-Key: {given}\r\n" : "";
        _headers = Encoding.Latin1.GetBytes($" HTTP/1.1\r\nHost: {request.Url.Authority}\r\n{key}");
        _afterUser = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/feed?n={request.Count}"));
    }

    public void List(RequestText to, string name, int count) =>
        End(Get(to).Add("v1/"u8).Add(Encoding.ASCII.GetBytes(name)).Add("?n="u8).Add(count));

    public void Feed(RequestText to, int user) => End(Get(to).Add("v1/users/load-"u8).Add(user).Add(_afterUser));

    public void Floor(RequestText to, int user) => End(Get(to).Add("floor/load-"u8).Add(user));

    public void Interactions(RequestText to, (int User, string Item)[] interactions)
    {
        // Written twice, once to know its length, which stands before it.
        WriteBody(to.Clear(), interactions);
        int length = to.Length;
        to.Clear().Add("POST "u8).Add(_path).Add("v1/interactions"u8).Add(_headers);
        to.Add("Content-Type: application/json\r\nContent-Length: "u8).Add(length).Add("\r\n\r\n"u8);
        WriteBody(to, interactions);
    }

    private RequestText Get(RequestText to) => to.Clear().Add("GET "u8).Add(_path);

    private void End(RequestText text) => text.Add(_headers).Add("\r\n"u8);

    private static void WriteBody(RequestText to, (int User, string Item)[] interactions)
    {
        for (int place = 0; place < interactions.Length; place++)
        {
            to.Add(place == 0 ? "[{\"userId\":\"load-"u8 : ",{\"userId\":\"load-"u8).Add(interactions[place].User).Add("\",\"itemId\":\""u8)
                .Add(JsonEncodedText.Encode(interactions[place].Item).EncodedUtf8Bytes).Add("\",\"type\":\"like\"}"u8);
        }

        to.Add("]"u8);
    }
}
