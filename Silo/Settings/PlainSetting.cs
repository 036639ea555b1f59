namespace Manidala.Silo.Settings;

/// <summary>A setting that no class of options has, under the name by which platforms inject it.</summary>
/// <param name="Name">As in the configuration: parts stand between colons.</param>
/// <param name="Values">What is allowed.</param>
/// <param name="Default">In words; empty for none.</param>
/// <param name="Meaning">One sentence.</param>
internal sealed record PlainSetting(string Name, string Values, string Default, string Meaning);
