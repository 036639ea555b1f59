namespace Manidala.Silo.Settings;

/// <summary>The name of a setting.</summary>
/// <param name="HasEntries">Whether it is a list or a dictionary, whose entries have names of their own below it.</param>
internal sealed record SettingName(string Path, bool HasEntries)
{
    /// <summary>As an environment variable.</summary>
    public string Variable => Path.Replace(":", "__", StringComparison.Ordinal);

    public bool Has(string key) => key.Equals(Path, StringComparison.OrdinalIgnoreCase)
        || (HasEntries && key.StartsWith(Path + ":", StringComparison.OrdinalIgnoreCase));
}
