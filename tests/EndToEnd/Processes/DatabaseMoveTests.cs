using Manidala.EndToEnd.Tests.Support;
using Manidala.Tests.Support;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>A server whose database moves: users and feeds are the same behind it.</summary>
public sealed class DatabaseMoveTests(SampleFolder sample, PostgresFixture postgres)
{
    private static readonly string[] Users = ["ada", "bob", "eve"];

    [Fact]
    public async Task Migrate_ToPostgres_ServesTheSameFeedsFromTheJournalThere()
    {
        string folder = await sample.CopyAsync();
        string url = TestPostgres.ToUrl(await postgres.CreateDatabaseAsync());
        Dictionary<string, FeedAnswer> before;
        await using (RunningSilo silo = await RunningSilo.StartAsync(folder))
        {
            for (int turn = 1; turn <= 5; turn++)
            {
                foreach (string user in Users)
                {
                    await silo.Api.PostAsync(DeedOf(user, turn));
                }
            }

            before = await FeedsAsync(silo.Api);
            Assert.Equal(0, await silo.Process.StopAsync(TimeSpan.FromSeconds(20)));
        }

        string moved = await ManidalaProcess.RunAsync(Programs.Training, ["migrate", "--data", folder, "--to", url]);

        Assert.Contains("All of it is there.", moved, StringComparison.Ordinal);
        await using RunningSilo there = await RunningSilo.StartAsync(sample.NewFolder(), TestPostgres.Environment(url));
        Dictionary<string, FeedAnswer> after = await FeedsAsync(there.Api);
        Assert.All(Users, user =>
        {
            Assert.Equal((before[user].Sequence, before[user].Model, false), (after[user].Sequence, after[user].Model, after[user].Fallback));
            Assert.Equal(before[user].Items, after[user].Items);
        });

        // What was sent before the move is known there, under the same number.
        Assert.Equal(before["ada"].Sequence, await there.Api.PostAsync(DeedOf("ada", 5)));
        Assert.True(await there.Api.PostAsync(DeedOf("ada", 6)) > before["eve"].Sequence);
    }

    private static Deed DeedOf(string user, int turn) =>
        new(user, $"mandala-{((user[0] * 7) + (turn * 37)) % 600:00000}", "like", 1_767_225_600_000 + turn, $"{user}-{turn}");

    private static async Task<Dictionary<string, FeedAnswer>> FeedsAsync(Api api)
    {
        var feeds = new Dictionary<string, FeedAnswer>();
        foreach (string user in Users)
        {
            feeds[user] = await api.FeedAsync(user);
        }

        return feeds;
    }
}
