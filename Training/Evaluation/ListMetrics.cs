namespace Manidala.Training.Evaluation;

/// <summary>What lists of one length were like. Null where it cannot be known.</summary>
/// <param name="Coverage">Share of all items that some list showed.</param>
/// <param name="Novelty">Mean of -log2 of an item's share of the known interactions, in bits.</param>
/// <param name="AveragePopularity">Mean of an item's known interactions (ARP).</param>
/// <param name="PopularityPercentile">Mean share of items that are less popular.</param>
/// <param name="Diversity">1 less the mean cosine of a list's items in the model's embeddings.</param>
/// <param name="CategoryDiversity">The same by the catalogue's categories.</param>
/// <param name="SliceShares">How much of the lists each of <see cref="ItemStatistics.SliceNames"/> had; empty where nothing is known.</param>
internal sealed record ListMetrics(
    double Coverage,
    double? Novelty,
    double? AveragePopularity,
    double? PopularityPercentile,
    double? Diversity,
    double? CategoryDiversity,
    IReadOnlyList<double> SliceShares);
