using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;

namespace Manidala.Grains.Tests.Models;

public sealed class RemoteModelTests
{
    [Fact]
    public async Task GetFeed_ModelOnAnotherSilo_EqualsTheLocalOnes()
    {
        await using TestManidala local = await TestManidala.StartAsync();
        await using TestManidala remote = await TestManidala.StartAsync(silos: 2, settings: HostingOf);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(user => CompareAsync(local, remote, $"user-{user}", user)));
    }

    private static async Task CompareAsync(TestManidala local, TestManidala remote, string user, int seed)
    {
        var random = new Random(seed);
        NewInteraction[] clicks =
            [.. Enumerable.Range(0, 1 + random.Next(90)).Select(click => TestManidala.Interaction($"c{click}", random.Next(TestManidala.Items)))];
        await local.User(user).Record([.. clicks]);
        await remote.User(user).Record([.. clicks]);

        Feed expected = await local.User(user).GetFeed(TestManidala.Query(includeSeen: true));
        Feed actual = await remote.User(user).GetFeed(TestManidala.Query(includeSeen: true));

        Assert.False(actual.IsFallback);
        Assert.Equal(expected.Items.Select(item => item.Id), actual.Items.Select(item => item.Id));
        Assert.All(expected.Items.Zip(actual.Items), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-4));
    }

    private static Dictionary<string, string?> HostingOf(int silo) => new() { ["Models:Hosting"] = silo == 0 ? "Remote" : "ModelsOnly" };
}
