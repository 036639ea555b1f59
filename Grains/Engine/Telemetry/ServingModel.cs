namespace Manidala.Engine.Telemetry;

/// <summary>What is told of the model that a process serves with.</summary>
/// <param name="Kind">Of its encoder.</param>
/// <param name="IndexBytes">Of the vectors that are searched and of the index over them.</param>
public sealed record ServingModel(string Version, string Kind, int Items, long IndexBytes, DateTimeOffset PublishedAt);
