namespace Manidala.Engine.Model;

/// <summary>
/// The metrics of a manifest that the gate compares: NDCG@10 of users' last items, and what it was measured on. Two figures can be compared
/// where the protocol and all counts are equal.
/// </summary>
public sealed record ValidationMetrics(double Ndcg, double Users, double Items, double Interactions, double Protocol)
{
    public const string NdcgKey = "validation.ndcg@10";
    public const string UsersKey = "validation.users";
    public const string ItemsKey = "validation.items";
    public const string InteractionsKey = "validation.interactions";
    public const string ProtocolKey = "validation.protocol";

    /// <summary>
    /// Leave-one-out on the last item of users with three or more, full ranking over the model's items, the history removed, by the server's own encoder and index.
    /// Protocol 1 was the last but one item, which models now learn from.
    /// </summary>
    public const double LastItem = 2;

    /// <summary>What a manifest's metrics hold; null unless all five are there.</summary>
    public static ValidationMetrics? Of(IReadOnlyDictionary<string, double> metrics) =>
        metrics.TryGetValue(NdcgKey, out double ndcg)
        && metrics.TryGetValue(UsersKey, out double users)
        && metrics.TryGetValue(ItemsKey, out double items)
        && metrics.TryGetValue(InteractionsKey, out double interactions)
        && metrics.TryGetValue(ProtocolKey, out double protocol)
            ? new ValidationMetrics(ndcg, users, items, interactions, protocol)
            : null;

    /// <summary>Puts the five into a manifest's metrics.</summary>
    public void AddTo(IDictionary<string, double> metrics)
    {
        metrics[NdcgKey] = Ndcg;
        metrics[UsersKey] = Users;
        metrics[ItemsKey] = Items;
        metrics[InteractionsKey] = Interactions;
        metrics[ProtocolKey] = Protocol;
    }

    public bool IsComparableTo(ValidationMetrics other) => this with { Ndcg = 0 } == other with { Ndcg = 0 };
}
