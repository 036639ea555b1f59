namespace Manidala.Storage;

/// <summary>A setting that names the database cannot be understood. The message names the setting and never holds a password.</summary>
public sealed class InvalidDatabaseSettingException(string setting, string problem)
    : Exception($"{setting} {problem}")
{
    /// <summary>The environment variable at fault.</summary>
    public string Setting { get; } = setting;
}
