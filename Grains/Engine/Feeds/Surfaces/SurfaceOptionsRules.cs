using System.Globalization;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Feeds;

/// <summary>Refuses surfaces and rules that say what cannot be; each message names the setting, what it is and what is allowed.</summary>
public sealed class SurfaceOptionsRules : IValidateOptions<FeedOptions>
{
    /// <summary>Longest name of a surface or a rule.</summary>
    public const int MaxNameLength = 64;

    private const int MaxEditorial = 500;

    public ValidateOptionsResult Validate(string? name, FeedOptions options)
    {
        var faults = new List<string>();
        foreach ((string surface, SurfaceOptions settings) in options.Surfaces)
        {
            CheckSurface(SettingCheck.Of($"Feeds:Surfaces:{surface}", faults), surface, settings);
        }

        string[] surfaces = [.. options.Surfaces.Keys];
        foreach ((string rule, RuleOptions settings) in options.Rules)
        {
            var check = SettingCheck.Of($"Feeds:Rules:{rule}", faults);
            check.Name(rule, MaxNameLength);
            RuleCheck.Check(check, settings, surfaces);
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckSurface(SettingCheck check, string name, SurfaceOptions surface)
    {
        check.Name(name, MaxNameLength);
        CheckSources(check, surface);
        check.Number("Candidates", surface.Candidates, 20, 2000);
        check.Number("SimilarTo", surface.SimilarTo, 1, 20);
        check.That(surface.Editorial.Count <= MaxEditorial, "Editorial", $"{surface.Editorial.Count} ids", $"at most {MaxEditorial}");
        if (surface.Freshness is { } freshness)
        {
            check.Number("Freshness:Weight", freshness.Weight, 0, 1);
            check.That(
                freshness.HalfLife >= TimeSpan.FromMinutes(1) && freshness.HalfLife <= TimeSpan.FromDays(3650),
                "Freshness:HalfLife", $"{freshness.HalfLife}", "00:01:00 to 3650.00:00:00");
        }

        if (surface.Diversity is { } diversity)
        {
            check.Number("Diversity:Lambda", diversity.Lambda, 0, 1);
        }

        CheckLimit(check, "CategoryLimit", surface.CategoryLimit);
        CheckLimit(check, "RepeatLimit", surface.RepeatLimit);
        if (surface.Exploration is { } exploration)
        {
            CheckExploration(check, exploration);
        }
    }

    private static void CheckSources(SettingCheck check, SurfaceOptions surface)
    {
        foreach ((string source, double share) in surface.Sources)
        {
            check.That(SurfaceSources.Names.Any(known => string.Equals(known.Key, source, StringComparison.OrdinalIgnoreCase)), "Sources", $"'{source}'", SurfaceSources.Allowed);
            check.Number($"Sources:{source}", share, 0, 1000);
        }

        check.That(surface.Sources.Values.Any(share => share > 0), "Sources", "without a share above 0", $"a share above 0 of one of {SurfaceSources.Allowed}");
        bool lacksEditorial = surface.ShareOf("editorial") > 0 && surface.Editorial.Count == 0;
        check.That(!lacksEditorial, "Editorial", "empty", "ids of items, where the source editorial has a share");
    }

    private static void CheckLimit(SettingCheck check, string field, LimitOptions? limit)
    {
        if (limit is not null)
        {
            check.Number($"{field}:Most", limit.Most, 1, 100);
            check.Number($"{field}:Window", limit.Window, 2, 500);
            check.That(limit.Window > limit.Most, $"{field}:Window", limit.Window.ToString(CultureInfo.InvariantCulture), $"more than Most, which is {limit.Most}");
            check.That(limit.Attribute.Length > 0, $"{field}:Attribute", "empty", "the name of an attribute");
        }
    }

    private static void CheckExploration(SettingCheck check, ExplorationOptions exploration)
    {
        check.Number("Exploration:Every", exploration.Every, 1, 100);
        check.That(
            exploration.Probability is > 0 and <= 1, "Exploration:Probability", exploration.Probability.ToString(CultureInfo.InvariantCulture), "above 0 and up to 1");
        check.That(
            exploration.Pool is ExplorationOptions.Candidates or ExplorationOptions.New or ExplorationOptions.All,
            "Exploration:Pool", $"'{exploration.Pool}'", $"{ExplorationOptions.Candidates}, {ExplorationOptions.New} or {ExplorationOptions.All}");
    }
}
