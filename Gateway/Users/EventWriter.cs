using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Users;

/// <summary>Writes server-sent events to one response. Not thread-safe.</summary>
internal sealed class EventWriter(HttpContext context, TimeProvider time)
{
    private readonly PipeWriter _output = context.Response.BodyWriter;
    private long _lastWrite;
    private bool _isOpen;

    public Task SendFeedAsync(Feed feed, string id, TimeSpan retry, CancellationToken ended)
    {
        Open();
        Write(string.Create(
            CultureInfo.InvariantCulture, $"event: feed\nid: {id}\nretry: {(long)retry.TotalMilliseconds}\n"));
        JsonResponse.Use(RankedResponses.From(feed), JsonContracts.Default.FeedResponse, _output, WriteData);
        return FlushAsync(ended);
    }

    /// <summary>Writes what clients ignore, so that the connection is seen to live.</summary>
    public Task CommentAsync(string text, CancellationToken ended)
    {
        Open();
        Write($": {text}\n\n");
        return FlushAsync(ended);
    }

    /// <summary>Writes a comment when nothing was written for as long as this.</summary>
    public Task KeepAliveAsync(TimeSpan silence, CancellationToken ended) =>
        UntilKeepAlive(silence) == TimeSpan.Zero ? CommentAsync("still here", ended) : Task.CompletedTask;

    public TimeSpan UntilKeepAlive(TimeSpan silence)
    {
        var left = silence - time.GetElapsedTime(_lastWrite);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Open()
    {
        if (_isOpen)
        {
            return;
        }

        _isOpen = true;
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        // Tells proxies of nginx's kind to pass events on as they come.
        context.Response.Headers["X-Accel-Buffering"] = "no";
    }

    // Attributes are passed on as they were stored and may hold line breaks, which would end an event's field.
    private static void WriteData(ReadOnlySpan<byte> json, PipeWriter output)
    {
        while (true)
        {
            output.Write("data: "u8);
            int end = json.IndexOfAny("\r\n"u8);
            output.Write(end < 0 ? json : json[..end]);
            output.Write("\n"u8);
            if (end < 0)
            {
                break;
            }

            json = json[(end + 1)..];
        }

        output.Write("\n"u8);
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _output);

    private async Task FlushAsync(CancellationToken ended)
    {
        await _output.FlushAsync(ended);
        _lastWrite = time.GetTimestamp();
    }
}
