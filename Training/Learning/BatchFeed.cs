using System.Threading.Channels;

namespace Manidala.Training.Learning;

/// <summary>
/// Reads the batches of a pass ahead of the steps that need them, several at a time, and hands them out in the plan's order: who reads which does not show.
/// </summary>
internal static class BatchFeed
{
    /// <summary>Batches that are read or wait at a time.</summary>
    private const int Ahead = 4;

    public static IEnumerable<TrainingWindow[]> Read(TrainingWindows windows, BatchPlan plan, int firstBatch, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var batches = Channel.CreateBounded<Task<TrainingWindow[]>>(new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
        Task feeding = Task.Run(() => FeedAsync(windows, plan, firstBatch, batches.Writer, stop.Token), CancellationToken.None);
        try
        {
            for (int batch = firstBatch; batch < plan.Count; batch++)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return batches.Reader.ReadAsync(cancellation).AsTask().GetAwaiter().GetResult().GetAwaiter().GetResult();
            }
        }
        finally
        {
            // A reader that leaves early must not leave readers of the mapped file behind.
            stop.Cancel();
            feeding.GetAwaiter().GetResult();
            while (batches.Reader.TryRead(out Task<TrainingWindow[]>? left))
            {
                ((IAsyncResult)left).AsyncWaitHandle.WaitOne();
            }
        }
    }

    private static async Task FeedAsync(
        TrainingWindows windows, BatchPlan plan, int firstBatch, ChannelWriter<Task<TrainingWindow[]>> writer, CancellationToken stop)
    {
        for (int batch = firstBatch; batch < plan.Count && !stop.IsCancellationRequested; batch++)
        {
            ReadOnlyMemory<int> numbers = plan[batch];
            try
            {
                await writer.WaitToWriteAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            writer.TryWrite(Task.Run(() => Read(windows, numbers.Span), CancellationToken.None));
        }
    }

    /// <summary>One batch, now and here.</summary>
    public static TrainingWindow[] Read(TrainingWindows windows, ReadOnlySpan<int> numbers)
    {
        var read = new TrainingWindow[numbers.Length];
        for (int place = 0; place < numbers.Length; place++)
        {
            read[place] = windows.Read(numbers[place]);
        }

        return read;
    }
}
