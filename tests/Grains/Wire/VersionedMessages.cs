namespace Manidala.Grains.Tests.Wire;

/// <summary>A message as an older build knows it.</summary>
[GenerateSerializer, Alias("manidala.tests.Older")]
public sealed record OlderMessage([property: Id(0)] string First);

/// <summary>The same message of a later build.</summary>
[GenerateSerializer, Alias("manidala.tests.Later")]
public sealed record LaterMessage([property: Id(0)] string First, [property: Id(1)] string? Second);
