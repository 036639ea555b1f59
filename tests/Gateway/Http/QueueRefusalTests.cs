using System.Text.Json;
using Manidala.Gateway.Http;
using Manidala.Gateway.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Gateway.Tests.Http;

public sealed class QueueRefusalTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Queue<IThreadPoolWorkItem> _pool = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<GatewayMetrics>().BuildServiceProvider();
    private readonly PoolQueue _queue;

    public QueueRefusalTests() => _queue = new(_time, item =>
    {
        _pool.Enqueue(item);
        return true;
    });

    public void Dispose()
    {
        _queue.Dispose();
        _services.Dispose();
    }

    [Theory]
    [InlineData("/v1/users/somebody/feed", 503)]
    [InlineData("/api/recommend/somebody", 503)]
    [InlineData("/api/health/live", 200)]
    [InlineData("/health", 200)]
    [InlineData("/metrics", 200)]
    [InlineData("/v10", 200)]
    public async Task Before_WhereTheQueueIsTooLong_RefusesTheApiAlone(string path, int status)
    {
        StandInTheQueue();

        (HttpResponse response, string body) = await AskAsync(path);

        Assert.Equal(status, response.StatusCode);
        if (status == 503)
        {
            Assert.Equal("1", response.Headers.RetryAfter);
            Assert.Equal("application/problem+json", response.ContentType);
            Assert.Equal("urn:manidala:problem:overloaded", JsonDocument.Parse(body).RootElement.GetProperty("type").GetString());
        }
    }

    [Fact]
    public async Task Before_WhereThereIsNoQueue_RefusesNobody()
    {
        (HttpResponse response, string body) = await AskAsync("/v1/users/somebody/feed");

        Assert.Equal((200, ""), (response.StatusCode, body));
    }

    private async Task<(HttpResponse Response, string Body)> AskAsync(string path)
    {
        var context = new DefaultHttpContext();
        using var written = new MemoryStream();
        context.Request.Path = path;
        context.Response.Body = written;
        await new QueueRefusal(_queue, _services.GetRequiredService<GatewayMetrics>()).Before(_ => Task.CompletedTask)(context);
        await context.Response.BodyWriter.FlushAsync(TestContext.Current.CancellationToken);
        return (context.Response, System.Text.Encoding.UTF8.GetString(written.ToArray()));
    }

    private void StandInTheQueue()
    {
        for (int round = 0; round < 6; round++)
        {
            if (_pool.Count == 0)
            {
                _time.Advance(TimeSpan.FromMilliseconds(10));
            }

            IThreadPoolWorkItem probe = _pool.Dequeue();
            _time.Advance(TimeSpan.FromMilliseconds(300));
            probe.Execute();
        }

        _time.Advance(TimeSpan.FromMilliseconds(300));
    }
}
