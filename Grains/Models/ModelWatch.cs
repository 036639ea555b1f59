using Manidala.Engine.Model;
using Manidala.Engine.Telemetry;
using Manidala.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Manidala.Grains.Models;

/// <summary>
/// Watches a model for a while after it took another one's place, and takes it back for the whole cluster where this silo's steps show that it is unfit. One that a
/// process starts with is not judged: there is nothing to hold it to. One caller at a time.
/// </summary>
internal sealed partial class ModelWatch(
    IModelRegistry registry, IOptions<ModelGuardOptions> options, EngineMetrics metrics, TimeProvider time, ILogger<ModelWatch> logger)
{
    private LoadedModel? _watched;
    private StepCounts _before;
    private long _since;

    /// <param name="before">The one whose place it takes; null for none.</param>
    public void Begin(LoadedModel model, LoadedModel? before)
    {
        _watched = before is null ? null : model;
        _before = before?.Steps.Counts ?? default;
        _since = time.GetTimestamp();
    }

    public async Task TakeBackWhereUnfitAsync(CancellationToken cancellationToken)
    {
        if (_watched is not { } model)
        {
            return;
        }

        if (time.GetElapsedTime(_since) > options.Value.WatchFor)
        {
            _watched = null;
            return;
        }

        if (ModelGuard.Judge(model.Steps.Counts, _before, options.Value) is not { } fault)
        {
            return;
        }

        string? next = await registry.RejectAsync(model.Version, fault.Reason, cancellationToken);
        _watched = null;
        metrics.ModelTakenBack(fault.Kind);
        if (next is null)
        {
            LogUnfit(model.Version, fault.Reason);
        }
        else
        {
            LogTakenBack(model.Version, fault.Reason, next);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Model {Version} is unfit: {Reason}. It is not the active one any more, or none was before it")]
    private partial void LogUnfit(string version, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Model {Version} is unfit and was taken back: {Reason}. Next serves {Next}")]
    private partial void LogTakenBack(string version, string reason, string next);
}
