using Manidala.Engine.Batching;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Model;

/// <summary>Searches for many users together on the device that holds a model's items. Thread-safe; a process has one.</summary>
public sealed class DeviceRetriever : IAsyncDisposable
{
    private readonly BatchQueue<DeviceAnswer> _queue;
    private float[] _queries = [];
    private (LoadedModel Model, DeviceBatch Batch)? _found;

    public DeviceRetriever(IOptions<BatchingOptions> options, TimeProvider time, EngineMetrics metrics, ILogger<DeviceRetriever> logger) =>
        _queue = new BatchQueue<DeviceAnswer>("Manidala device searches", Serve, options.Value, time, metrics, logger);

    /// <summary>
    /// Whether the device is likely to find as many rows as are wanted: the model's items lie on one, and enough of what it fetches will pass the filters.
    /// </summary>
    /// <param name="allowed">Rows of the model that may be found.</param>
    /// <param name="excluded">Of these, how many may not, after all, and are among the best: those that the pages before held.</param>
    public static bool IsPromising(LoadedModel model, int allowed, int excluded, int wanted) =>
        model.Device is { } device && (double)device.RowsOfQuery * allowed / Math.Max(1, model.ItemCount) >= wanted + excluded;

    /// <summary>What the device finds for a query; null where it does not in time, has no room, or fails: then the index is to be searched.</summary>
    /// <param name="query">Read before this returns.</param>
    public async ValueTask<DeviceAnswer?> SearchAsync(LoadedModel model, ReadOnlyMemory<float> query)
    {
        if (model.Device is null || !model.TryAcquire())
        {
            return null;
        }

        var answer = new DeviceAnswer(model, query.Span);
        if (!_queue.TryEnqueue(answer))
        {
            model.Release();
            return null;
        }

        return await answer.Task.ConfigureAwait(false) ? answer : null;
    }

    /// <summary>Takes no more searches and answers those that wait.</summary>
    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    // While a model is switched, a batch holds searches of both.
    private void Serve(ReadOnlySpan<DeviceAnswer> batch)
    {
        while (!batch.IsEmpty)
        {
            LoadedModel model = batch[0].Model;
            int count = 1;
            while (count < Math.Min(batch.Length, DeviceSearch.MaxQueries) && ReferenceEquals(batch[count].Model, model))
            {
                count++;
            }

            Serve(model, batch[..count]);
            batch = batch[count..];
        }
    }

    private void Serve(LoadedModel model, ReadOnlySpan<DeviceAnswer> batch)
    {
        DeviceSearch device = model.Device!;
        if (_found is not { } found || !ReferenceEquals(found.Model, model))
        {
            _found = found = (model, device.NewBatch(DeviceSearch.MaxQueries));
            _queries = new float[DeviceSearch.MaxQueries * model.Dimension];
        }

        for (int user = 0; user < batch.Length; user++)
        {
            batch[user].Query.CopyTo(_queries.AsSpan(user * model.Dimension));
        }

        device.Run(_queries.AsSpan(0, batch.Length * model.Dimension), found.Batch);
        for (int user = 0; user < batch.Length; user++)
        {
            batch[user].Complete(found.Batch.Of(user));
        }
    }
}
