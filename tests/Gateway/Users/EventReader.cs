using System.Text.Json;

namespace Manidala.Gateway.Tests.Users;

/// <summary>Reads server-sent events as a browser does.</summary>
internal sealed class EventReader(HttpResponseMessage response, StreamReader reader) : IDisposable
{
    public HttpResponseMessage Response => response;

    public static async Task<EventReader> OpenAsync(HttpClient http, string path, string? lastId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/event-stream" } } };
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new(response, new(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event's fields, or a comment under an empty name; null at the end.</summary>
    public async Task<Dictionary<string, string>?> NextAsync()
    {
        var fields = new Dictionary<string, string>();
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
            {
                return fields;
            }

            int colon = line.IndexOf(':');
            string name = line[..colon], value = line[(colon + 1)..].TrimStart();
            fields[name] = fields.TryGetValue(name, out string? before) ? $"{before}\n{value}" : value;
        }

        return null;
    }

    /// <summary>The next feed, comments passed over.</summary>
    public async Task<JsonElement> NextFeedAsync()
    {
        while (await NextAsync() is { } fields)
        {
            if (fields.GetValueOrDefault("event") == "feed")
            {
                return JsonSerializer.Deserialize<JsonElement>(fields["data"]);
            }
        }

        throw new EndOfStreamException("The stream ended before a feed.");
    }

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }
}
