namespace Manidala.Grains.Interfaces;

/// <summary>
/// A thin façade over the encoder of the silo that hosts it; the key is a shard's number, so that placement spreads the shards.
/// Called only by silos that host no model themselves, with the steps of many users in one message.
/// </summary>
[Alias("manidala.IModelGrain")]
public interface IModelGrain : IGrainWithIntegerKey
{
    [Orleans.Concurrency.AlwaysInterleave]
    [Alias("Step")]
    Task<StepResults> Step(StepRequests requests, CancellationToken cancellationToken = default);
}

/// <summary>Steps of several users, laid end to end. Numbers travel as bytes: Orleans encodes a float[] element by element.</summary>
/// <param name="Model">The version that the states belong to; another one answers with <see cref="StepResults.Model"/> differing.</param>
/// <param name="States">32-bit floats, little-endian: one state a user.</param>
/// <param name="ItemCounts">How many items each user steps over.</param>
/// <param name="Items">32-bit row numbers in the model's item table, little-endian, user after user; -1 for an item that came after training.</param>
/// <param name="Types">The interaction's type for each item, in the model's numbers; null from a silo that knows no models with types.</param>
/// <param name="Gaps">32-bit floats, little-endian: the scaled time since the interaction before, for each item; null as for the types.</param>
/// <param name="Vectors">
/// 32-bit floats, little-endian: the vector of each item whose row is -1, in order, so that every silo steps over the same one; null where there is none. A silo of
/// an earlier version fails such a step.
/// </param>
[GenerateSerializer, Immutable, Alias("manidala.StepRequests")]
public sealed record StepRequests(
    [property: Id(0)] string Model,
    [property: Id(1)] byte[] States,
    [property: Id(2)] int[] ItemCounts,
    [property: Id(3)] byte[] Items,
    [property: Id(4)] byte[]? Types = null,
    [property: Id(5)] byte[]? Gaps = null,
    [property: Id(6)] byte[]? Vectors = null);

/// <summary>New states and query embeddings, in the order of the requests.</summary>
/// <param name="Succeeded">False for a user whose step was refused or late: its bytes are meaningless.</param>
[GenerateSerializer, Immutable, Alias("manidala.StepResults")]
public sealed record StepResults(
    [property: Id(0)] string Model,
    [property: Id(1)] bool[] Succeeded,
    [property: Id(2)] byte[] States,
    [property: Id(3)] byte[] Queries);
