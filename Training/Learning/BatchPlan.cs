using Manidala.Training.Data;

namespace Manidala.Training.Learning;

/// <summary>
/// The order of one pass over the data: windows of like length share a batch, so that little of it is padding, and the batches come in
/// random order, so that no stretch of training sees short histories only. It follows from the seed and the pass alone, so that a resumed training draws it
/// anew. Two numbers a window are all that it holds.
/// </summary>
internal sealed class BatchPlan
{
    /// <summary>Windows are sorted within groups of this many batches: across groups, a pass mixes them anew each time.</summary>
    private const int BatchesPerGroup = 32;

    private readonly int[] _windows;
    private readonly int[] _batches;
    private readonly int _batchSize;

    private BatchPlan(int[] windows, int[] batches, int batchSize)
    {
        _windows = windows;
        _batches = batches;
        _batchSize = batchSize;
    }

    public int Count => _batches.Length;

    public static int CountOf(int windows, int batchSize) => (windows + batchSize - 1) / batchSize;

    /// <param name="epoch">The pass, from 1.</param>
    public static BatchPlan Draw(TrainingWindows windows, int batchSize, int seed, int epoch)
    {
        var random = new SeededRandom(Seeds.OfEpoch(seed, epoch));
        int[] order = Shuffled(windows.Count, random);
        int group = batchSize * BatchesPerGroup;
        var keys = new long[Math.Min(group, order.Length)];
        for (int first = 0; first < order.Length; first += group)
        {
            Span<int> members = order.AsSpan(first, Math.Min(group, order.Length - first));
            Span<long> own = keys.AsSpan(0, members.Length);
            for (int place = 0; place < members.Length; place++)
            {
                // Of equal lengths the one drawn first stays first.
                own[place] = ((long)windows.PredictionsOf(members[place]) << 32) | (uint)place;
            }

            own.Sort(members);
        }

        return new BatchPlan(order, Shuffled(CountOf(windows.Count, batchSize), random), batchSize);
    }

    /// <summary>The numbers of the windows in a batch.</summary>
    public ReadOnlyMemory<int> this[int batch]
    {
        get
        {
            int first = _batches[batch] * _batchSize;
            return _windows.AsMemory(first, Math.Min(_batchSize, _windows.Length - first));
        }
    }

    private static int[] Shuffled(int count, SeededRandom random)
    {
        int[] numbers = [.. Enumerable.Range(0, count)];
        for (int last = count - 1; last > 0; last--)
        {
            int other = random.Next(last + 1);
            (numbers[last], numbers[other]) = (numbers[other], numbers[last]);
        }

        return numbers;
    }
}
