namespace Manidala.Training.Learning;

/// <summary>
/// The order of one pass over the data: windows of like length share a batch, so that little of it is padding, and the batches come in
/// random order, so that no stretch of training sees short histories only.
/// </summary>
internal static class BatchPlan
{
    /// <summary>Windows are sorted within groups of this many batches: across groups, a pass mixes them anew each time.</summary>
    private const int BatchesPerGroup = 32;

    public static List<TrainingWindow[]> Draw(List<TrainingWindow> windows, int batchSize, Random random)
    {
        TrainingWindow[] shuffled = [.. windows];
        random.Shuffle(shuffled);
        var batches = new List<TrainingWindow[]>();
        foreach (var group in shuffled.Chunk(batchSize * BatchesPerGroup))
        {
            batches.AddRange(group.OrderBy(window => window.Predictions).Chunk(batchSize));
        }

        TrainingWindow[][] order = [.. batches];
        random.Shuffle(order);
        return [.. order];
    }
}
