namespace Manidala.Silo.Settings;

/// <summary>A section of the configuration, and a class of options that is bound to it; a section may have several.</summary>
internal sealed record SettingSection(string Name, Type Options);
