namespace Manidala.Silo.Settings;

/// <summary>Finds names that were meant for us and that nothing reads. An environment is full of names of others, so only what is close to one of ours counts.</summary>
internal static class UnknownSettings
{
    private const int SlipsOfSection = 1;

    // Of the host's own.
    private static readonly string[] OfOthers = ["Logging", "Kestrel", "AllowedHosts", "ConnectionStrings", "Orleans"];

    /// <param name="keys">Of the configuration, with colons between the parts.</param>
    /// <returns>Each unknown key, and the name that is nearest to it; null where none is near.</returns>
    public static IEnumerable<(string Key, SettingName? Nearest)> Find(IEnumerable<string> keys) => keys
        .Where(key => !SettingCatalog.Names.Any(name => name.Has(key)))
        .Where(IsMeantForUs)
        .Select(key => (key, NearestTo(key)))
        .OrderBy(found => found.key, StringComparer.Ordinal);

    private static bool IsMeantForUs(string key)
    {
        string first = key.Split(':')[0];
        if (first.Length == key.Length)
        {
            return NearestTo(key) is not null;
        }

        return !OfOthers.Contains(first, StringComparer.OrdinalIgnoreCase)
            && SettingCatalog.Sections.Any(section => EditDistance.Between(first, section.Name) <= SlipsOfSection);
    }

    private static SettingName? NearestTo(string key) => SettingCatalog.Names
        .Select(name => (Name: name, Distance: EditDistance.Between(Comparable(key, name), name.Path)))
        .Where(candidate => candidate.Distance <= Tolerated(candidate.Name.Path))
        .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name.Path, StringComparer.Ordinal)
        .Select(candidate => candidate.Name)
        .FirstOrDefault();

    // What stands below a list is no part of its name.
    private static string Comparable(string key, SettingName name) =>
        name.HasEntries && key.Count(letter => letter == ':') > name.Path.Count(letter => letter == ':') ? key[..key.LastIndexOf(':')] : key;

    // NODE_NAME is no slip of POD_NAME, and DATE none of Data: what has one part only stands among the names of others.
    private static int Tolerated(string name) => (name.Contains(':', StringComparison.Ordinal), name.Length) switch
    {
        (true, < 16) => 2,
        (true, _) => 4,
        (false, < 5) => 0,
        (false, < 12) => 1,
        _ => 2,
    };
}
