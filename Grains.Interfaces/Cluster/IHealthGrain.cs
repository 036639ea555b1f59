using System.Collections.Immutable;

namespace Manidala.Grains.Interfaces;

/// <summary>What a silo says of itself; key 0, answered by the silo that the call reaches first.</summary>
[Alias("manidala.IHealthGrain")]
public interface IHealthGrain : IGrainWithIntegerKey
{
    [Alias("Check")]
    Task<HealthReport> Check(CancellationToken cancellationToken = default);
}

/// <summary>Readiness and what stands in its way.</summary>
/// <param name="Problems">Empty when ready; each says what is missing and what is done about it.</param>
[GenerateSerializer, Immutable, Alias("manidala.HealthReport")]
public sealed record HealthReport(
    [property: Id(0)] bool IsReady,
    [property: Id(1)] string? Model,
    [property: Id(2)] int ItemCount,
    [property: Id(3)] string Database,
    [property: Id(4)] ImmutableArray<string> Problems);

/// <summary>Does nothing: the floor under every figure of a grain's speed.</summary>
[Alias("manidala.INoOpGrain")]
public interface INoOpGrain : IGrainWithStringKey
{
    [Alias("Call")]
    Task<int> Call(CancellationToken cancellationToken = default);
}
