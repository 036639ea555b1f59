namespace Manidala.Training.Evaluation;

/// <summary>How well held-out items were found.</summary>
/// <param name="Name">What ranked.</param>
/// <param name="AmongAll">Among all items, the user's other ones left out.</param>
/// <param name="AmongHeldOut">Among the held-out items alone.</param>
internal sealed record ColdItemsResult(string Name, ColdItemsFigures AmongAll, ColdItemsFigures AmongHeldOut)
{
    /// <summary>For how many epochs it was trained; null for what was not.</summary>
    public int? Epoch { get; init; }
}

/// <summary>HR@10 and NDCG@10.</summary>
internal readonly record struct ColdItemsFigures(double HitRate, double Ndcg);
