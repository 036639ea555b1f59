using System.Net;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Tests.Support;

namespace Manidala.EndToEnd.Tests.Journal;

/// <summary>A database that goes away stops what must be durable, and nothing else; when it is back, so is everything.</summary>
public sealed class DatabaseAwayTests(SampleFolder sample)
{
    private const long SomeTimeMs = 1_767_225_600_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Postgres_StoppedAndStarted_RefusesMeanwhileAndRecoversByItself()
    {
        string? binaries = PostgresServer.FindBinaries();
        Assert.SkipWhen(binaries is null, "No PostgreSQL: /usr/lib/postgresql/*/bin has none.");
        await using PostgresServer postgres = await PostgresServer.StartAsync(binaries!);
        string url = TestPostgres.ToUrl(postgres.ConnectionString);
        await SampleFolder.FillAsync(url, sample.NewFolder());
        await using RunningSilo silo = await RunningSilo.StartAsync(sample.NewFolder(), TestPostgres.Environment(url));
        await TestPostgres.PublishModelAsync(silo.Address, await sample.CopyAsync());
        long before = await silo.Api.PostAsync(DeedOf(1));
        await silo.Api.FeedAsync("lively");
        FeedAnswer live = await silo.Api.FeedUntilAsync("away", feed => feed.Model is not null, Patience);

        await postgres.StopAsync();
        await Eventually.StatusAsync(silo.Api, "health/ready", HttpStatusCode.ServiceUnavailable, Patience);
        (HttpStatusCode status, long? sequence) refused = await silo.Api.TryPostAsync(DeedOf(2));
        FeedAnswer newcomer = await silo.Api.FeedAsync("newcomer");
        HttpStatusCode alive = await silo.Api.StatusAsync("health/live");
        FeedAnswer meanwhile = await silo.Api.FeedAsync("lively");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, null), refused);
        Assert.True(newcomer.Fallback);
        Assert.NotEmpty(newcomer.Items);
        Assert.Equal(HttpStatusCode.OK, alive);
        Assert.False(meanwhile.Fallback);

        await postgres.StartAsync();
        await Eventually.StatusAsync(silo.Api, "health/ready", HttpStatusCode.OK, Patience);
        long again = await silo.Api.PostAsync(DeedOf(2));
        FeedAnswer after = await silo.Api.FeedAsync("away");

        Assert.True(again > before);
        Assert.Equal(again, after.Sequence);
        Assert.Equal(live.Model, after.Model);
        await Load.ExpectRecordedOnceAsync(silo.Api, [new Acknowledged(DeedOf(1), before), new Acknowledged(DeedOf(2), again)]);
        Assert.False((await silo.Api.FeedAsync("newcomer")).Fallback);
    }

    private static Deed DeedOf(int turn) => new("away", $"mandala-{turn:00000}", "like", SomeTimeMs + turn, $"away-{turn}", turn);
}
