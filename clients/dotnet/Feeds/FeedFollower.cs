using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Manidala.Client.Http;

namespace Manidala.Client;

/// <summary>Follows a feed over as many connections as it takes. For one caller.</summary>
internal sealed class FeedFollower(ServerCalls calls, string address, TimeProvider time)
{
    // The server says something every few seconds: a connection that is silent for long is dead though the socket may not know.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private string? _lastId;
    private int _failures;

    /// <summary>Ends only with a refusal that does not pass, which it throws, or with the token.</summary>
    public async IAsyncEnumerable<Feed> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await using IAsyncEnumerator<SseItem<string>> events = ReadOnceAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(events, cancellationToken).ConfigureAwait(false))
            {
                _failures = 0;
                _lastId = events.Current.EventId ?? _lastId;
                if (events.Current.EventType == "feed")
                {
                    yield return JsonSerializer.Deserialize(events.Current.Data, ClientJson.Default.Feed) ?? throw new JsonException("A feed is null.");
                }
            }
        }
    }

    /// <summary>False where the connection is over and another one is due.</summary>
    private async Task<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events, CancellationToken cancellationToken)
    {
        TimeSpan asked = TimeSpan.Zero;
        try
        {
            if (await events.MoveNextAsync().ConfigureAwait(false))
            {
                return true;
            }
        }
        catch (ManidalaException refusal) when (refusal.IsTransient)
        {
            asked = refusal.RetryAfter ?? TimeSpan.Zero;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The next connection goes on where this one was.
        }

        TimeSpan pause = FirstPause * Math.Pow(2, Math.Min(_failures++, 10));
        pause = (pause < LongestPause ? pause : LongestPause) * (0.5 + (RandomNumberGenerator.GetInt32(1000) / 1000.0));
        await Task.Delay(asked > pause ? asked : pause, time, cancellationToken).ConfigureAwait(false);
        return false;
    }

    private async IAsyncEnumerable<SseItem<string>> ReadOnceAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/event-stream" } } };
        if (_lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", _lastId);
        }

        // Connections are renewed here, and with what they have seen.
        Retries.Forbid(request);
        using HttpResponseMessage response = await calls.OpenAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        await using Stream body = new SilenceLimit(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), Silence, time);
        await foreach (SseItem<string> item in SseParser.Create(body).EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }
}
