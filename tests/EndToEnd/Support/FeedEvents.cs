using System.Net.Http.Headers;
using System.Text.Json;

namespace Manidala.EndToEnd.Tests.Support;

/// <summary>A user's feed as server-sent events.</summary>
internal sealed class FeedEvents : IAsyncDisposable
{
    private const string Data = "data: ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private FeedEvents(HttpResponseMessage response, StreamReader reader)
    {
        _response = response;
        _reader = reader;
    }

    public static async Task<FeedEvents> OpenAsync(HttpClient http, string user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/users/{user}/feed");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new FeedEvents(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    public async Task<FeedAnswer> NextAsync() => Assert.IsType<FeedAnswer>(await TryNextAsync());

    /// <summary>The next feed, or null where the stream ended.</summary>
    public async Task<FeedAnswer?> TryNextAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (await _reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith(Data, StringComparison.Ordinal))
            {
                return JsonSerializer.Deserialize<FeedAnswer>(line[Data.Length..], JsonSerializerOptions.Web);
            }
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
