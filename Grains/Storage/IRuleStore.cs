namespace Manidala.Storage;

/// <summary>A business rule as it is stored.</summary>
/// <param name="RuleJson">What it says; the store does not read it.</param>
public sealed record StoredRule(string Name, string RuleJson);

/// <summary>The <c>feed_rule</c> table.</summary>
public interface IRuleStore
{
    /// <summary>Inserts or replaces a rule; false where there would be more than <paramref name="most"/> then.</summary>
    Task<bool> PutAsync(StoredRule rule, int most, CancellationToken cancellationToken);

    /// <summary>False where there is none of the name.</summary>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>All of them, by name.</summary>
    Task<IReadOnlyList<StoredRule>> ReadAsync(CancellationToken cancellationToken);
}
