using System.Reflection;
using Manidala.Engine.Feeds;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Manidala.Grains;

/// <summary>Refuses names below <c>Surfaces</c> and <c>Rules</c> that mean nothing: one that is misspelt would switch a step off without a word.</summary>
/// <param name="feeds">The section <c>Feeds</c>.</param>
internal sealed class UnknownFeedSettings(IConfigurationSection feeds) : IValidateOptions<FeedOptions>
{
    public ValidateOptionsResult Validate(string? name, FeedOptions options)
    {
        string[] faults =
        [
            .. feeds.GetSection(nameof(FeedOptions.Surfaces)).GetChildren().SelectMany(surface => Faults(surface, typeof(SurfaceOptions))),
            .. feeds.GetSection(nameof(FeedOptions.Rules)).GetChildren().SelectMany(rule => Faults(rule, typeof(RuleOptions))),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(IConfigurationSection section, Type type)
    {
        PropertyInfo[] known = type.GetProperties();
        foreach (IConfigurationSection setting in section.GetChildren())
        {
            PropertyInfo? property = Array.Find(known, one => string.Equals(one.Name, setting.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                yield return $"{section.Path} has '{setting.Key}'; allowed: {string.Join(", ", known.Select(one => one.Name))}.";
            }
            else if (typeof(StepOptions).IsAssignableFrom(property.PropertyType))
            {
                foreach (string fault in Faults(setting, property.PropertyType))
                {
                    yield return fault;
                }
            }
        }
    }
}
