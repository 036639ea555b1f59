using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Client.Tests;

public sealed class InteractionWriterTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly List<(string Item, Exception Why)> _lost = [];

    [Fact]
    public async Task Write_LoneInteraction_GoesWhenItHasWaited()
    {
        var server = new FakeServer();
        await using InteractionWriter writer = Write(server, batchSize: 10);
        await writer.WriteAsync(View("a"));
        await writer.WriteAsync(View("b"));
        Assert.Empty(server.Requests);

        await AdvanceUntilAsync(server.ArrivalAsync(), Delay);

        Assert.Equal(["a", "b"], Assert.Single(server.Requests).Items);
    }

    [Fact]
    public async Task Write_FullBatch_GoesAtOnce()
    {
        var server = new FakeServer();
        await using InteractionWriter writer = Write(server, batchSize: 2);

        foreach (string item in new[] { "a", "b", "c" })
        {
            await writer.WriteAsync(View(item));
        }

        await server.ArrivalAsync();
        Assert.Equal(["a", "b"], Assert.Single(server.Requests).Items);
    }

    [Fact]
    public async Task Flush_SendsWhatWasWrittenBefore()
    {
        var server = new FakeServer();
        await using InteractionWriter writer = Write(server, batchSize: 10);
        await writer.WriteAsync(View("a"));

        await writer.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["a"], Assert.Single(server.Requests).Items);
    }

    [Fact]
    public async Task Dispose_SendsWhatIsLeftAndTakesNoMore()
    {
        var server = new FakeServer();
        InteractionWriter writer = Write(server, batchSize: 10);
        await writer.WriteAsync(View("a"));

        await writer.DisposeAsync();

        Assert.Equal(["a"], Assert.Single(server.Requests).Items);
        await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await writer.WriteAsync(View("b")));
        await writer.DisposeAsync();
    }

    [Fact]
    public async Task Send_FailureThatPasses_IsTriedAgainWithTheSameIds()
    {
        var server = new FakeServer(FakeServer.Away, FakeServer.Answer(503, "{}", ("Retry-After", "60")));
        await using InteractionWriter writer = Write(server, batchSize: 1);
        await writer.WriteAsync(View("a"));
        await server.ArrivalAsync();
        await AdvanceUntilAsync(server.ArrivalAsync(), TimeSpan.FromSeconds(2));

        await AdvanceUntilAsync(server.ArrivalAsync(), TimeSpan.FromSeconds(60));

        Assert.Equal(3, server.Requests.Count);
        Assert.Single(server.Requests.Select(request => request.Body[0].GetProperty("id").GetString()).Distinct());
    }

    [Fact]
    public async Task Send_RecordedInPart_SendsTheRest()
    {
        var server = new FakeServer(body => FakeServer.Answer(
            503, $$"""{"results":[{"id":"{{body[0].GetProperty("id").GetString()}}","sequence":1},{"id":"{{body[1].GetProperty("id").GetString()}}"}]}""")(body));
        await using InteractionWriter writer = Write(server, batchSize: 2);
        await writer.WriteAsync(View("a"));
        await writer.WriteAsync(View("b"));
        await server.ArrivalAsync();

        await AdvanceUntilAsync(server.ArrivalAsync(), TimeSpan.FromSeconds(2));

        Assert.Equal(["b"], server.Requests.Last().Items);
    }

    [Fact]
    public async Task Send_OneThatIsRefused_IsLostAlone()
    {
        var server = new FakeServer(FakeServer.Answer(400, """{"field":"[1].type","found":"'sniff'","allowed":"view"}"""));
        await using InteractionWriter writer = Write(server, batchSize: 3);
        foreach (string item in new[] { "a", "bad", "c" })
        {
            await writer.WriteAsync(View(item));
        }

        await writer.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["a", "c"], server.Requests.Last().Items);
        var (lost, why) = Assert.Single(_lost);
        Assert.Equal("bad", lost);
        Assert.Equal("'sniff'", Assert.IsType<ManidalaException>(why).Found);
    }

    [Fact]
    public async Task Send_AnswerThatIsNone_IsLostAndDoesNotStopTheRest()
    {
        var server = new FakeServer(FakeServer.Answer(200, "not JSON"));
        await using InteractionWriter writer = Write(server, batchSize: 1);
        await writer.WriteAsync(View("a"));
        await writer.WriteAsync(View("b"));

        await writer.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Equal("a", Assert.Single(_lost).Item);
        Assert.Equal(["b"], server.Requests.Last().Items);
    }

    [Fact]
    public async Task Dispose_ServerStaysAway_TellsWhatIsLostAndEnds()
    {
        var server = new FakeServer([.. Enumerable.Repeat(FakeServer.Away, 1000)]);
        InteractionWriter writer = Write(server, batchSize: 1);
        await writer.WriteAsync(View("a"));
        await server.ArrivalAsync();

        await AdvanceUntilAsync(writer.DisposeAsync().AsTask(), TimeSpan.FromSeconds(1));

        Assert.Equal("a", Assert.Single(_lost).Item);
    }

    private static Interaction View(string item) => new("u", item, "view");

    // Whoever is to be woken may not have gone to sleep yet when the clock is set.
    private async Task AdvanceUntilAsync(Task due, TimeSpan step)
    {
        while (!due.IsCompleted)
        {
            _time.Advance(step);
            await Task.Yield();
        }

        await due;
    }

    private InteractionWriter Write(FakeServer server, int batchSize)
    {
        var client = new ManidalaClient(new HttpClient(server) { BaseAddress = new Uri("http://manidala.test/") }, TimeSpan.FromDays(30), _time);
        var options = new ManidalaOptions
        {
            BatchSize = batchSize, BatchDelay = Delay, EndTimeout = TimeSpan.FromSeconds(30),
            OnLost = (interaction, why) => _lost.Add((interaction.ItemId, why)),
        };
        return new InteractionWriter(client, Options.Create(options), _time);
    }
}
