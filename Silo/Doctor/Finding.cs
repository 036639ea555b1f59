namespace Manidala.Silo.Doctor;

/// <summary>One thing that the doctor looked at.</summary>
/// <param name="Area">What it belongs to, in one word.</param>
/// <param name="Found">What was found.</param>
/// <param name="Advice">What to do about it; null where nothing is.</param>
internal sealed record Finding(string Area, FindingLevel Level, string Found, string? Advice)
{
    public static Finding Ok(string area, string found) => new(area, FindingLevel.Ok, found, Advice: null);

    public static Finding Warning(string area, string found, string advice) => new(area, FindingLevel.Warning, found, advice);

    public static Finding Error(string area, string found, string advice) => new(area, FindingLevel.Error, found, advice);
}
