using System.Net;
using System.Net.Http.Json;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Tests.Support;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>Gateway and silo as two processes serve as the one does, and may start in any order.</summary>
public sealed class TwoProcessesTests(SampleFolder sample, PostgresFixture postgres)
{
    private const long SomeTimeMs = 1_767_225_600_000;

    [Fact]
    public async Task Gateway_BeforeASiloOnSqlite_SaysNotReadyAndServesWhenThereIsOne()
    {
        string siloGateway = FreePorts.Text();
        var silo = new Dictionary<string, string> { ["SILO_PORT"] = FreePorts.Text(), ["SILO_GATEWAY_PORT"] = siloGateway };
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            new Dictionary<string, string> { ["SILO_GATEWAY"] = $"127.0.0.1:{siloGateway}" });

        await ExpectNotReadyAsync(gateway.Api);
        await using RunningSilo running = await RunningSilo.StartAsync(await sample.CopyAsync(), silo, role: "silo");

        await ExpectServesAsync(gateway.Api, running.Api);
    }

    [Fact]
    public async Task Gateway_BeforeASiloOnPostgres_SaysNotReadyAndServesWhenThereIsOne()
    {
        Dictionary<string, string> environment = await TestPostgres.CreateSampleAsync(postgres, sample);

        // Leaves the schema and the model in place.
        await using (RunningSilo first = await RunningSilo.StartAsync(sample.NewFolder(), environment))
        {
            await TestPostgres.PublishModelAsync(first.Address, await sample.CopyAsync());
            Assert.Equal(0, await first.Process.StopAsync(TimeSpan.FromSeconds(20)));
        }

        await using RunningGateway gateway = await RunningGateway.StartAsync(
            new Dictionary<string, string> { ["DATABASE_URL"] = environment["DATABASE_URL"] });
        await ExpectNotReadyAsync(gateway.Api);
        await using RunningSilo running = await RunningSilo.StartAsync(sample.NewFolder(), environment, role: "silo");

        await ExpectServesAsync(gateway.Api, running.Api);
    }

    [Fact]
    public async Task Gateway_StoppedWhileItLooksForASilo_EndsWithZero()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            new Dictionary<string, string> { ["SILO_GATEWAY"] = $"127.0.0.1:{FreePorts.Text()}" });

        int exitCode = await gateway.Process.StopAsync(TimeSpan.FromSeconds(20));

        Assert.True(exitCode == 0, $"{exitCode}: {gateway.Process.Errors}");
    }

    [Theory]
    [InlineData("PORT", "eighty")]
    [InlineData("HOST", "nowhere at all")]
    [InlineData("LOG_LEVEL", "loud")]
    [InlineData("SILO_GATEWAY", "nowhere")]
    [InlineData("DATABASE_URL", "mysql://127.0.0.1/manidala")]
    [InlineData("Gateway__CallTimeout", "01:00:00")]
    public async Task Gateway_BadSetting_NamesItInOneLine(string name, string value)
    {
        await using ManidalaProcess process = ManidalaProcess.Start(
            Programs.Gateway, [], new Dictionary<string, string> { ["PORT"] = FreePorts.Text(), [name] = value });
        await process.ExitAsync(TimeSpan.FromSeconds(60));

        OneLine.Expect((process.ExitCode, process.Errors), name.Split("__")[^1]);
    }

    private static async Task ExpectNotReadyAsync(Api gateway)
    {
        Assert.Equal(HttpStatusCode.OK, await gateway.StatusAsync("health/live"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await gateway.StatusAsync("health/ready"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await gateway.StatusAsync("v1/users/early/feed"));
    }

    private static async Task ExpectServesAsync(Api gateway, Api silo)
    {
        await Eventually.StatusAsync(gateway, "health/ready", HttpStatusCode.OK, TimeSpan.FromSeconds(30));

        // A silo behind gateways says how it is, and nothing of users.
        Assert.Equal(HttpStatusCode.OK, await silo.StatusAsync("health/ready"));
        Assert.Equal(HttpStatusCode.NotFound, await silo.StatusAsync("v1/users/two/feed"));

        await using FeedEvents stream = await FeedEvents.OpenAsync(gateway.Http, "two");
        FeedAnswer before = await stream.NextAsync();
        string liked = before.Items[0].Id;
        long sequence = await gateway.PostAsync(new Deed("two", liked, "like", SomeTimeMs, "two-1"));
        FeedAnswer pushed = await stream.NextAsync();
        FeedAnswer read = await gateway.FeedAsync("two");

        Assert.NotNull(pushed.Model);
        Assert.Equal(sequence, pushed.Sequence);
        Assert.False(pushed.Shows(liked));
        Assert.Equal(sequence, read.Sequence);
        Assert.Equal(pushed.Items.Select(entry => entry.Id), read.Items.Select(entry => entry.Id));
        await ExpectNewItemShownAsync(gateway);
    }

    private static async Task ExpectNewItemShownAsync(Api gateway)
    {
        using HttpResponseMessage put = await gateway.Http.PutAsJsonAsync(
            "v1/items/brand-new", new { title = "Brand new", categories = new[] { "only-here" }, attributes = new { symmetry = 7 } });
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);

        await gateway.UntilCategoryAsync("only-here", within: TimeSpan.FromSeconds(10));

        FeedAnswer feed = await gateway.FeedAsync("two", "?category=only-here");
        Assert.Equal("brand-new", Assert.Single(feed.Items).Id);
    }
}
