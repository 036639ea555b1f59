using System.Globalization;

namespace Manidala.Engine.Feeds;

/// <summary>Looks at settings and tells of each that may not be: which, what it is, and what is allowed.</summary>
/// <param name="tell">Is given the setting's name below the checked ones; empty for their own name.</param>
public sealed class SettingCheck(Action<string, string, string> tell)
{
    /// <summary>Collects messages about settings below a path.</summary>
    public static SettingCheck Of(string path, ICollection<string> faults) => new((field, found, allowed) =>
        faults.Add(field.Length == 0 ? $"{path}: the name is {found}; allowed: {allowed}." : $"{path}:{field} is {found}; allowed: {allowed}."));

    public void That(bool isAllowed, string field, string found, string allowed)
    {
        if (!isAllowed)
        {
            tell(field, found, allowed);
        }
    }

    public void Number(string field, double found, double least, double most) => That(
        found >= least && found <= most,
        field,
        found.ToString(CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"));

    /// <summary>The name of what is checked: letters, digits, hyphens and underscores.</summary>
    public void Name(string name, int most) => That(
        name.Length > 0 && name.Length <= most && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'),
        "",
        $"'{name}'",
        $"1 to {most} letters, digits, hyphens and underscores");
}
