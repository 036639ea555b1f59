namespace Manidala.Training.Learning;

/// <summary>What training has reached: the weights of the best pass.</summary>
/// <param name="ValidationNdcg">NDCG@10 of the pass that was kept; null where no user's history is long enough to hold an item back.</param>
internal sealed record TrainedModel(SequenceModel Model, TrainingOptions Options, int Epoch, double? ValidationNdcg) : IDisposable
{
    public void Dispose() => Model.Dispose();
}
