namespace Manidala.Engine.Devices;

/// <summary>One thing that a device needs, and whether it is here.</summary>
/// <param name="Need">What it is.</param>
/// <param name="Found">What was found, or what is missing and how to get it; one sentence.</param>
public sealed record DeviceFinding(string Need, bool IsThere, string Found);
