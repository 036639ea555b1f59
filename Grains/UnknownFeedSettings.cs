using System.ComponentModel;
using System.Reflection;
using Manidala.Engine.Feeds;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Manidala.Grains;

/// <summary>
/// Refuses names below <c>Surfaces</c> and <c>Rules</c> that mean nothing, and values that are none of their kind: a misspelt name would switch a step off without a
/// word, and for a value that cannot be read the binder leaves the whole surface out.
/// </summary>
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
            else if (setting.Value is { Length: > 0 } value && !Reads(value, property.PropertyType))
            {
                yield return Fault(setting, property.PropertyType);
            }
            else if (property.Name == nameof(SurfaceOptions.Sources))
            {
                foreach (IConfigurationSection share in setting.GetChildren().Where(share => !Reads(share.Value ?? "", typeof(double))))
                {
                    yield return Fault(share, typeof(double));
                }
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

    private static bool Reads(string value, Type type) => TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type).IsValid(value);

    private static string Fault(IConfigurationSection setting, Type type) =>
        $"{setting.Path} is '{setting.Value}'; allowed: a value that can be read as {(Nullable.GetUnderlyingType(type) ?? type).Name}.";
}
