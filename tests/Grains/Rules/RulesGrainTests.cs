using System.Collections.Immutable;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Replication;
using Manidala.Grains.Tests.Support;
using Manidala.Grains.Tests.Users;

namespace Manidala.Grains.Tests.Rules;

public sealed class RulesGrainTests(SurfaceCluster cluster) : IClassFixture<SurfaceCluster>
{
    private readonly TestManidala _manidala = cluster.Manidala;

    private IRulesGrain Rules => _manidala.Grains.GetGrain<IRulesGrain>(0);

    [Fact]
    public async Task Put_Rule_HoldsInTheNextFeedUntilItIsDeleted()
    {
        RuleRecord rule = Rule("odd-out", "exclude") with { Categories = ["odd"], Surfaces = ["plain"], UntilMs = 4_000_000_000_000 };

        await Rules.Put(rule);
        ImmutableArray<string> ruled = await ShownAsync("plain");
        await Rules.Delete("odd-out");
        ImmutableArray<string> free = await ShownAsync("plain");

        Assert.Equal(30, ruled.Length);
        Assert.All(ruled, id => Assert.Equal(0, int.Parse(id[5..], System.Globalization.CultureInfo.InvariantCulture) % 2));
        Assert.Equal(59, free.Length);
        Assert.False(await Rules.Delete("odd-out"));
    }

    [Fact]
    public async Task Put_NameOfAConfiguredRule_StandsForItUntilItIsDeleted()
    {
        await Rules.Put(Rule("hero", "pin") with { Items = ["item-17"], Position = 2, Surfaces = ["home"] });
        Assert.Equal("item-17", (await ShownAsync("home"))[1]);
        Assert.Equal(
            [("hero", true), ("never", false)], (await Rules.List()).Select(rule => (rule.Name, rule.IsStored)).Where(rule => rule.Name is "hero" or "never"));

        await Rules.Delete("hero");

        Assert.Equal("item-30", (await ShownAsync("home"))[0]);
    }

    [Fact]
    public async Task Put_RuleThatCannotBe_IsRefusedByItsFieldAndChangesNothing()
    {
        await RefusedAsync(Rule("r", "lift") with { Items = ["a"] }, "kind");
        await RefusedAsync(Rule("r", "exclude"), "items");
        await RefusedAsync(Rule("r", "boost") with { Items = ["a"], Factor = 1 }, "factor");
        await RefusedAsync(Rule("r", "pin") with { Items = ["a"] }, "position");
        await RefusedAsync(Rule("r", "bury") with { Labels = ["red"] }, "labels");
        await RefusedAsync(Rule("r", "bury") with { Items = ["a"], Surfaces = ["away"] }, "surfaces");
        await RefusedAsync(Rule("r", "bury") with { Items = ["a"], FromMs = 2, UntilMs = 1 }, "until");
        await RefusedAsync(Rule("a b", "bury") with { Items = ["a"] }, "id");

        Assert.DoesNotContain("r", (await Rules.List()).Select(rule => rule.Name));
    }

    private async Task RefusedAsync(RuleRecord rule, string field)
    {
        InvalidRequestException refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Rules.Put(rule));

        Assert.Equal(field, refused.Field);
    }

    private async Task<ImmutableArray<string>> ShownAsync(string surface)
    {
        await _manidala.Service<RuleFollower>().RunNowAsync();
        Feed feed = await _manidala.User("somebody").GetFeed(TestManidala.Query(100) with { Surface = surface });
        return [.. feed.Items.Select(item => item.Id)];
    }

    private static RuleRecord Rule(string name, string kind) => new(name, kind, [], [], [], [], null, null, null, null, IsStored: false);
}
