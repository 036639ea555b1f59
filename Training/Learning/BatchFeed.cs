using System.Threading.Channels;

namespace Manidala.Training.Learning;

/// <summary>
/// Reads the batches of a pass ahead of the steps that need them, several at a time, and hands them out in the plan's order: who reads which does not show.
/// </summary>
internal static class BatchFeed
{
    /// <summary>Batches that are read or wait at a time.</summary>
    private const int Ahead = 4;

    /// <param name="read">Makes a batch of windows' numbers. Thread-safe.</param>
    public static IEnumerable<T> Read<T>(Func<ReadOnlyMemory<int>, T> read, BatchPlan plan, int firstBatch, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var batches = Channel.CreateBounded<Task<T>>(new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
        Task feeding = Task.Run(() => FeedAsync(read, plan, firstBatch, batches.Writer, stop.Token), CancellationToken.None);
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
            while (batches.Reader.TryRead(out Task<T>? left))
            {
                ((IAsyncResult)left).AsyncWaitHandle.WaitOne();
            }
        }
    }

    private static async Task FeedAsync<T>(
        Func<ReadOnlyMemory<int>, T> read, BatchPlan plan, int firstBatch, ChannelWriter<Task<T>> writer, CancellationToken stop)
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

            writer.TryWrite(Task.Run(() => read(numbers), CancellationToken.None));
        }
    }
}
