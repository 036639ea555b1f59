using Manidala.EndToEnd.Tests.Support;
using Manidala.Tests.Support;

namespace Manidala.EndToEnd.Tests.Journal;

/// <summary>What was acknowledged is kept when the process dies without a word, and what is sent again is recorded once.</summary>
public sealed class Kill9Tests(SampleFolder sample, PostgresFixture postgres)
{
    private const int Rounds = 3;
    private const int Clients = 12;

    [Fact]
    public async Task Kill9_OnSqlite_LosesNothingAcknowledged() => await RunRoundsAsync(await sample.CopyAsync(), environment: null);

    [Fact]
    public async Task Kill9_OnPostgres_LosesNothingAcknowledged() =>
        await RunRoundsAsync(sample.NewFolder(), await TestPostgres.CreateSampleAsync(postgres, sample), await sample.CopyAsync());

    private static async Task RunRoundsAsync(string folder, IReadOnlyDictionary<string, string>? environment, string? model = null)
    {
        List<Acknowledged> acknowledged = [];
        List<Deed> unanswered = [];
        for (int round = 0; round < Rounds; round++)
        {
            await using RunningSilo silo = await RunningSilo.StartAsync(folder, environment);
            if (round == 0 && model is not null)
            {
                await TestPostgres.PublishModelAsync(silo.Address, model);
            }

            acknowledged.AddRange(await SendAgainAsync(silo.Api, acknowledged, unanswered));
            var load = new Load(silo.Api, $"kill-{round}", Clients);
            Task running = load.RunUntilRefusedAsync();
            await load.ReachedAsync(200 + (round * 70));
            await silo.Process.Kill9Async();

            await running;
            acknowledged.AddRange(load.Acknowledged);
            unanswered = load.Unanswered;
        }

        await using RunningSilo last = await RunningSilo.StartAsync(folder, environment);
        acknowledged.AddRange(await SendAgainAsync(last.Api, acknowledged, unanswered));
        await Load.ExpectRecordedOnceAsync(last.Api, acknowledged);
        await ExpectFeedsReflectAsync(last.Api, acknowledged);
    }

    /// <summary>Sends again what had no answer, and some of what had: the latter keep their sequences.</summary>
    private static async Task<List<Acknowledged>> SendAgainAsync(Api api, List<Acknowledged> acknowledged, List<Deed> unanswered)
    {
        foreach (Acknowledged known in acknowledged.Where((_, place) => place % 17 == 0))
        {
            Assert.Equal(known.Sequence, await api.PostAsync(known.Deed));
        }

        List<Acknowledged> added = [];
        foreach (Deed deed in unanswered)
        {
            long sequence = await api.PostAsync(deed);
            added.Add(new Acknowledged(deed, sequence));
        }

        return added;
    }

    private static async Task ExpectFeedsReflectAsync(Api api, List<Acknowledged> acknowledged)
    {
        foreach (IGrouping<string, Acknowledged> user in acknowledged.GroupBy(one => one.Deed.UserId))
        {
            FeedAnswer feed = await api.FeedAsync(user.Key, "?n=100");

            Assert.Equal(user.Max(one => one.Sequence), feed.Sequence);
            Assert.Empty(feed.Items.Select(entry => entry.Id).Intersect(user.Select(one => one.Deed.ItemId)));
        }
    }
}
