using Manidala.Grains.Interfaces;
using Manidala.Grains.Replication;
using Manidala.Grains.Tests.Support;

namespace Manidala.Grains.Tests.Models;

public sealed class ModelWatchTests
{
    [Fact]
    public async Task Serve_ModelWhoseStepsRunAway_IsTakenBackWithItsReason()
    {
        await using TestManidala manidala = await TestManidala.StartAsync(settings: _ => new() { ["Models:WatchedSteps"] = "1" });
        IUserGrain user = manidala.User("somebody");
        await user.Record([.. Enumerable.Range(0, 10).Select(item => TestManidala.Interaction($"c{item}", item))]);
        string? first = (await user.GetFeed(TestManidala.Query())).Model;
        string version = await manidala.ServeAsync(UnfitModels.RunsAway(TestManidala.Items, TestManidala.Dimension));

        Feed meanwhile = await user.GetFeed(TestManidala.Query());
        await manidala.Service<ModelFollower>().RunNowAsync();
        await manidala.WaitForModelAsync(first!);
        Feed after = await user.GetFeed(TestManidala.Query());

        Assert.True(meanwhile.IsFallback);
        Assert.Equal((first, false), (after.Model, after.IsFallback));
        ModelInfo rejected = (await manidala.Grains.GetGrain<IModelsGrain>(0).List()).Single(model => model.Version == version);
        Assert.False(rejected.IsActive);
        Assert.EndsWith("steps gave numbers that are not finite; allowed: 5 %", rejected.RejectedFor, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_WatchSwitchedOff_StaysWithIt()
    {
        await using TestManidala manidala = await TestManidala.StartAsync(
            settings: _ => new() { ["Models:WatchedSteps"] = "1", ["Models:WatchFor"] = "00:00:00" });
        IUserGrain user = manidala.User("somebody");
        await user.Record([.. Enumerable.Range(0, 10).Select(item => TestManidala.Interaction($"c{item}", item))]);
        string version = await manidala.ServeAsync(UnfitModels.RunsAway(TestManidala.Items, TestManidala.Dimension));

        await user.GetFeed(TestManidala.Query());
        await manidala.Service<ModelFollower>().RunNowAsync();

        Assert.Equal(version, (await manidala.Database.Models.GetActiveAsync(CancellationToken.None))!.Version);
    }
}
