using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Telemetry;
using Manidala.Grains.Models;
using Manidala.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Manidala.Grains.Replication;

/// <summary>Loads the active model beside the running one and switches when it is warm. One that cannot be loaded leaves the running one in place.</summary>
internal sealed partial class ModelFollower(
    IModelRegistry registry,
    ModelHost models,
    LiveView views,
    ModelWatch watch,
    IOptions<ModelFilesOptions> files,
    IOptions<EncoderOptions> encoder,
    IOptions<RetrievalOptions> retrieval,
    IndexCache indexes,
    LoadMemory memory,
    EngineMetrics metrics,
    TimeProvider time,
    ILogger<ModelFollower> logger) : PollingService(files.Value.PollInterval, time, logger)
{
    private readonly ILogger<ModelFollower> _log = logger;
    private string? _refused;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (files.Value.FixedBundle.Length > 0)
        {
            if (models.Current is null)
            {
                Switch(files.Value.FixedBundle, Directory.GetLastWriteTimeUtc(files.Value.FixedBundle));
            }

            return;
        }

        RegisteredModel? active = await registry.GetActiveAsync(cancellationToken);
        if (active is null || active.Version == models.Current?.Version)
        {
            _refused = null;
            await watch.TakeBackWhereUnfitAsync(cancellationToken);
            return;
        }

        if (active.Version == _refused)
        {
            // Loading it again would fail again; the message stands until another version is active.
            throw new InvalidOperationException(Problem);
        }

        await LoadAsync(active, cancellationToken);
    }

    private async Task LoadAsync(RegisteredModel active, CancellationToken cancellationToken)
    {
        string version = active.Version;
        string folder = Path.Combine(files.Value.Folder, version);
        try
        {
            if (!Directory.Exists(folder) && !await registry.DownloadAsync(version, folder, cancellationToken))
            {
                throw new InvalidOperationException($"Model {version} is active but its files are not in the registry.");
            }

            Switch(folder, active.PublishedAt);
        }
        catch (InvalidBundleException invalid)
        {
            // The registry's copy was checked before it was published: throw the local one away and fetch it again once.
            if (Directory.Exists(folder) && _refused is null)
            {
                Directory.Delete(folder, recursive: true);
                _refused = string.Empty;
                await LoadAsync(active, cancellationToken);
                return;
            }

            _refused = version;
            throw new InvalidOperationException($"Model {version} was refused: {invalid.Message}", invalid);
        }
    }

    private void Switch(string folder, DateTimeOffset publishedAt)
    {
        // While another model serves, its users keep half of the cores.
        bool isFirst = models.Current is null;
        int threads = isFirst ? Environment.ProcessorCount : Math.Max(1, Environment.ProcessorCount / 2);
        LoadedModel model = LoadedModel.Load(folder, encoder.Value, retrieval.Value, threads, indexes);
        watch.Begin(model, models.Current);
        models.Switch(model);
        views.Refresh();
        metrics.Serve(new(model.Version, model.Manifest.Encoder.Kind, model.ItemCount, BytesOf(model), publishedAt));
        _refused = null;
        if (isFirst)
        {
            memory.Loaded();
        }

        LogSwitched(model.Version, model.ItemCount);
        if (model.Device is { } device)
        {
            LogOnDevice(device.IsOnDevice ? "on the device" : "by the device's graph on the processor", device.RowsOfQuery, device.Bytes >> 20);
        }

        if (!model.IndexReport.IsExact)
        {
            IndexReport report = model.IndexReport;
            SearchEffort effort = model.Index.Effort;
            LogApproximate(
                effort.Share,
                effort.Candidates,
                report.Search.TotalMicroseconds,
                report.ExactSearch.TotalMicroseconds,
                report.Recall,
                report.IsFromFile ? "read from its file" : "built",
                report.BuildTime.TotalSeconds,
                report.Bytes >> 20);
            indexes.DeleteOld();
        }
    }

    // Vectors and biases as floats, and what the index holds beside them.
    private static long BytesOf(LoadedModel model) => ((long)model.ItemCount * (model.Dimension + 1) * sizeof(float)) + model.IndexReport.Bytes;

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving model {Version} with {Items} items")]
    private partial void LogSwitched(string version, int items);

    [LoggerMessage(Level = LogLevel.Information, Message = "Items are searched {Where}: {Rows} rows for each user, {MiB} MiB of items")]
    private partial void LogOnDevice(string where, int rows, long miB);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Items are searched approximately, {Share:P1} of them by {Candidates} candidates for each wanted: 100 in {Search:F0} us where an exact search takes {ExactSearch:F0} us; recall@100 {Recall:F3}; {Origin} in {Seconds:F1} s, {MiB} MiB")]
    private partial void LogApproximate(float share, float candidates, double search, double exactSearch, double recall, string origin, double seconds, long miB);
}
