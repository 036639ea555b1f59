using Manidala.Engine.Feeds;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Tests.Feeds;

public sealed class SurfaceOptionsRulesTests
{
    [Fact]
    public void Validate_NothingConfigured_Passes() => Assert.True(Validate(new FeedOptions()).Succeeded);

    [Fact]
    public void Validate_AllDefaults_Passes()
    {
        SurfaceOptions surface = Surface(("session", 1));
        surface.Freshness = new();
        surface.Diversity = new();
        surface.CategoryLimit = new();
        surface.RepeatLimit = new();
        surface.Exploration = new();

        Assert.True(Validate(surface).Succeeded);
    }

    [Fact]
    public void Validate_EachBadSetting_IsNamedWithWhatItIsAndWhatIsAllowed()
    {
        SurfaceOptions surface = Surface(("sesion", 1), ("editorial", 1), ("latest", -1));
        surface.Candidates = 19;
        surface.SimilarTo = 21;
        surface.Freshness = new() { HalfLife = TimeSpan.FromSeconds(1), Weight = 2 };
        surface.Diversity = new() { Lambda = double.NaN };
        surface.CategoryLimit = new() { Most = 3, Window = 3 };
        surface.RepeatLimit = new() { Most = 0, Attribute = "" };
        surface.Exploration = new() { Every = 0, Probability = 0, Pool = "best" };

        Assert.Equal(
            [
                "Feeds:Surfaces:home:Sources is 'sesion'; allowed: session, similar, trending, latest, editorial.",
                "Feeds:Surfaces:home:Sources:latest is -1; allowed: 0 to 1000.",
                "Feeds:Surfaces:home:Editorial is empty; allowed: ids of items, where the source editorial has a share.",
                "Feeds:Surfaces:home:Candidates is 19; allowed: 20 to 2000.",
                "Feeds:Surfaces:home:SimilarTo is 21; allowed: 1 to 20.",
                "Feeds:Surfaces:home:Freshness:Weight is 2; allowed: 0 to 1.",
                "Feeds:Surfaces:home:Freshness:HalfLife is 00:00:01; allowed: 00:01:00 to 3650.00:00:00.",
                "Feeds:Surfaces:home:Diversity:Lambda is NaN; allowed: 0 to 1.",
                "Feeds:Surfaces:home:CategoryLimit:Window is 3; allowed: more than Most, which is 3.",
                "Feeds:Surfaces:home:RepeatLimit:Most is 0; allowed: 1 to 100.",
                "Feeds:Surfaces:home:RepeatLimit:Attribute is empty; allowed: the name of an attribute.",
                "Feeds:Surfaces:home:Exploration:Every is 0; allowed: 1 to 100.",
                "Feeds:Surfaces:home:Exploration:Probability is 0; allowed: above 0 and up to 1.",
                "Feeds:Surfaces:home:Exploration:Pool is 'best'; allowed: candidates, new or all.",
            ],
            Validate(surface).Failures);
    }

    [Fact]
    public void Validate_NoSourceAndABadName_AreRefused() => Assert.Equal(
        [
            "Feeds:Surfaces:a b: the name is 'a b'; allowed: 1 to 64 letters, digits, hyphens and underscores.",
            "Feeds:Surfaces:a b:Sources is without a share above 0; allowed: a share above 0 of one of session, similar, trending, latest, editorial.",
        ],
        Validate(new FeedOptions { Surfaces = new Dictionary<string, SurfaceOptions> { ["a b"] = new() } }).Failures);

    [Theory]
    [InlineData("none", "Kind is 'none'; allowed: boost, bury, pin, require, exclude.")]
    [InlineData("exclude", "Items is empty, and so are Categories and Labels; allowed: an entry in one of them.")]
    public void Validate_RuleWithoutAKindOrItems_IsRefused(string kind, string message) =>
        Assert.Equal([$"Feeds:Rules:r:{message}"], Validate(new RuleOptions { Kind = kind }).Failures);

    [Fact]
    public void Validate_RulesThatContradictThemselves_AreRefused()
    {
        var from = new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(
            [
                "Feeds:Rules:r:Labels is 'red'; allowed: name:value, like brand:acme.",
                "Feeds:Rules:r:Surfaces is 'away'; allowed: home.",
                "Feeds:Rules:r:Position is 3; allowed: none but of a pin.",
                "Feeds:Rules:r:Factor is 0.5; allowed: above 1 and up to 1000, of a boost.",
                "Feeds:Rules:r:Until is 2026-01-01T00:00:00.0000000+00:00; allowed: a time after From, which is 2026-01-02T00:00:00.0000000+00:00.",
            ],
            Validate(new RuleOptions
            {
                Kind = "Boost", Labels = ["red"], Surfaces = ["away"], Position = 3, Factor = 0.5, From = from, Until = from.AddDays(-1),
            }).Failures);
        Assert.Equal(
            ["Feeds:Rules:r:Position is 0; allowed: 1 to 500.", "Feeds:Rules:r:Items is 2 ids; allowed: one id of a pin, and no category or label."],
            Validate(new RuleOptions { Kind = "pin", Items = ["a", "b"] }).Failures);
    }

    private static SurfaceOptions Surface(params (string Source, double Share)[] shares) =>
        new() { Sources = shares.ToDictionary(share => share.Source, share => share.Share) };

    private static ValidateOptionsResult Validate(SurfaceOptions surface) =>
        Validate(new FeedOptions { Surfaces = new Dictionary<string, SurfaceOptions> { ["home"] = surface } });

    private static ValidateOptionsResult Validate(RuleOptions rule) => Validate(new FeedOptions
    {
        Surfaces = new Dictionary<string, SurfaceOptions> { ["home"] = Surface(("session", 1)) },
        Rules = new Dictionary<string, RuleOptions> { ["r"] = rule },
    });

    private static ValidateOptionsResult Validate(FeedOptions options) => new SurfaceOptionsRules().Validate(null, options);
}
