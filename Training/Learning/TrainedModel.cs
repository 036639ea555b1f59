namespace Manidala.Training.Learning;

/// <summary>What training has reached: the weights of the best pass.</summary>
/// <param name="ValidationNdcg">What validation found for the pass that was kept; null where no user's history is long enough to hold an item back.</param>
internal sealed record TrainedModel(SequenceModel Model, TrainingOptions Options, int Epoch, double? ValidationNdcg) : IDisposable
{
    /// <summary>What was measured: NDCG@10, or the mean of HR@20 and MRR@20 where whole sessions are held back.</summary>
    public string Metric { get; init; } = "NDCG@10";

    /// <summary>Every validation, in order.</summary>
    public IReadOnlyList<ValidationPoint> History { get; init; } = [];

    public void Dispose() => Model.Dispose();
}
