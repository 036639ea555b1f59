using System.Globalization;

namespace Manidala.Engine.Feeds;

/// <summary>Collects what is wrong with settings below one path.</summary>
public sealed class SettingCheck(string path, ICollection<string> faults)
{
    public void That(bool isAllowed, string field, string found, string allowed)
    {
        if (!isAllowed)
        {
            faults.Add($"{path}:{field} is {found}; allowed: {allowed}.");
        }
    }

    public void Number(string field, double found, double least, double most) => That(
        found >= least && found <= most,
        field,
        found.ToString(CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"));

    /// <summary>The last part of the path: letters, digits, hyphens and underscores.</summary>
    public void Name(string name, int most)
    {
        if (name.Length > most || name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            faults.Add($"{path}: the name is '{name}'; allowed: 1 to {most} letters, digits, hyphens and underscores.");
        }
    }
}
