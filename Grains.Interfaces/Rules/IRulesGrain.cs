using System.Collections.Immutable;

namespace Manidala.Grains.Interfaces;

/// <summary>The business rules of feeds; key 0. Any silo answers.</summary>
[Alias("manidala.IRulesGrain")]
public interface IRulesGrain : IGrainWithIntegerKey
{
    /// <summary>All rules by name, those of the configuration among them; a stored one stands for a configured one of its name.</summary>
    [Alias("List")]
    Task<ImmutableArray<RuleRecord>> List(CancellationToken cancellationToken = default);

    /// <summary>Stores the rule whole; every silo's feeds follow it within a second.</summary>
    /// <exception cref="InvalidRequestException">It says what cannot be.</exception>
    [Alias("Put")]
    Task Put(RuleRecord rule, CancellationToken cancellationToken = default);

    /// <summary>Removes a stored rule; false where there is none.</summary>
    [Alias("Delete")]
    Task<bool> Delete(string name, CancellationToken cancellationToken = default);
}

/// <summary>A business rule; about the items that one of its lists names.</summary>
/// <param name="Kind"><c>boost</c>, <c>bury</c>, <c>pin</c>, <c>require</c> or <c>exclude</c>.</param>
/// <param name="Surfaces">Where it holds; none for everywhere.</param>
/// <param name="FromMs">From when on it holds, in Unix milliseconds; null for always.</param>
/// <param name="UntilMs">Until when, that moment not included; null for ever.</param>
/// <param name="IsStored">False for one of the configuration; of no meaning in a call.</param>
[GenerateSerializer, Immutable, Alias("manidala.RuleRecord")]
public sealed record RuleRecord(
    [property: Id(0)] string Name,
    [property: Id(1)] string Kind,
    [property: Id(2)] ImmutableArray<string> Items,
    [property: Id(3)] ImmutableArray<string> Categories,
    [property: Id(4)] ImmutableArray<string> Labels,
    [property: Id(5)] ImmutableArray<string> Surfaces,
    [property: Id(6)] double? Factor,
    [property: Id(7)] int? Position,
    [property: Id(8)] long? FromMs,
    [property: Id(9)] long? UntilMs,
    [property: Id(10)] bool IsStored);
