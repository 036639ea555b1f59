using System.Collections.Immutable;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace Manidala.Grains.Tests.Users;

public sealed class ReadYourWritesTests
{
    [Fact]
    public async Task GetFeed_AfterEachAcknowledgement_ReflectsIt()
    {
        await using TestManidala manidala = await TestManidala.StartAsync();

        // 40 users at once, 50 interactions each: 2,000 pairs of an acknowledgement and the feed after it.
        await Task.WhenAll(Enumerable.Range(0, 40).Select(user => ClickAndReadAsync(manidala, $"user-{user}", rounds: 50)));
    }

    [Fact]
    public async Task GetFeed_ConcurrentClicksOfOneUser_ReflectsEachBeforeItsFeed()
    {
        await using TestManidala manidala = await TestManidala.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 32).Select(async click =>
        {
            RecordedInteraction recorded = Assert.Single(
                await manidala.User("one").Record([TestManidala.Interaction($"click-{click}", click)]));
            Feed feed = await manidala.User("one").GetFeed(TestManidala.Query());
            Assert.True(feed.Sequence >= recorded.Sequence);
            Assert.DoesNotContain(feed.Items, item => item.Id == $"item-{click}");
        }));

        SessionView session = await manidala.User("one").GetSession(100);
        Assert.Equal(32, session.SeenCount);
    }

    [Fact]
    public async Task GetFeed_AcrossDeactivations_ReflectsEverything()
    {
        await using TestManidala manidala = await TestManidala.StartAsync();
        Feed before = await LastFeedAsync(manidala, "one", clicks: 7);

        await manidala.Cluster.DeactivateAsync(manidala.User("one"));
        Feed after = await manidala.User("one").GetFeed(TestManidala.Query());

        AssertSame(before, after);
    }

    [Fact]
    public async Task GetFeed_AfterASiloWasKilled_ReflectsEverythingAcknowledged()
    {
        await using TestManidala manidala = await TestManidala.StartAsync(silos: 2);
        string[] users = [.. Enumerable.Range(0, 30).Select(user => $"user-{user}")];
        Feed[] before = await Task.WhenAll(users.Select(user => LastFeedAsync(manidala, user, clicks: 5)));

        await manidala.Cluster.KillSiloAsync(manidala.Cluster.Silos[1]);

        for (int user = 0; user < users.Length; user++)
        {
            AssertSame(before[user], await RetryAsync(() => manidala.User(users[user]).GetFeed(TestManidala.Query())));
        }
    }

    private static async Task ClickAndReadAsync(TestManidala manidala, string user, int rounds)
    {
        long last = 0;
        for (int round = 0; round < rounds; round++)
        {
            RecordedInteraction recorded = Assert.Single(
                await manidala.User(user).Record([TestManidala.Interaction($"{user}-{round}", round)]));
            Assert.True(recorded.Sequence > last);
            last = recorded.Sequence;

            Feed feed = await manidala.User(user).GetFeed(TestManidala.Query());
            Assert.Equal(recorded.Sequence, feed.Sequence);
            Assert.False(feed.IsFallback);
            Assert.DoesNotContain(feed.Items, item => item.Id == $"item-{round}");
        }
    }

    private static async Task<Feed> LastFeedAsync(TestManidala manidala, string user, int clicks)
    {
        for (int click = 0; click < clicks; click++)
        {
            await manidala.User(user).Record([TestManidala.Interaction($"{user}-{click}", (click * 7) + user.Length)]);
        }

        return await manidala.User(user).GetFeed(TestManidala.Query());
    }

    private static void AssertSame(Feed before, Feed after)
    {
        Assert.Equal(before.Sequence, after.Sequence);
        Assert.Equal(before.Items.Select(item => (item.Id, item.Score)), after.Items.Select(item => (item.Id, item.Score)));
    }

    // What a gateway does when the silo it asked is gone.
    private static async Task<T> RetryAsync<T>(Func<Task<T>> call)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when (failure is OrleansMessageRejectionException or SiloUnavailableException or TimeoutException && attempt < 10)
            {
                TestContext.Current.SendDiagnosticMessage("attempt {0}: {1}", attempt, failure.Message);
            }
        }
    }
}
