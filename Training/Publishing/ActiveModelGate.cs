using System.Text.Json;
using Manidala.Engine.Model;
using Manidala.Storage;
using Manidala.Training.Commands;
using Manidala.Training.Data;

namespace Manidala.Training.Publishing;

/// <summary>
/// The gate where the log is at hand: an active model that was measured on an earlier log is measured again on this one, so that a model
/// trained on more is still compared.
/// </summary>
internal sealed class ActiveModelGate(CommandServices services, IModelRegistry models)
{
    /// <param name="scratch">A folder that does not exist yet, for the active model's files.</param>
    public async Task<GateVerdict> CheckAsync(
        string version, ValidationMetrics? candidate, Dataset dataset, double margin, string scratch, CancellationToken cancellationToken)
    {
        RegisteredModel? active = await models.GetActiveAsync(cancellationToken).ConfigureAwait(false);
        if (active is null)
        {
            return PublishGate.NoActive;
        }

        ValidationMetrics? known = JsonSerializer.Deserialize<BundleManifest>(active.ManifestJson) is { } manifest ? ValidationMetrics.Of(manifest.Metrics) : null;
        if (candidate is null || known is null || !known.IsComparableTo(candidate))
        {
            known = await MeasureAgainAsync(active.Version, dataset, scratch, cancellationToken).ConfigureAwait(false);
        }

        return PublishGate.Compare(version, candidate, active.Version, known, margin);
    }

    private async Task<ValidationMetrics?> MeasureAgainAsync(string version, Dataset dataset, string folder, CancellationToken cancellationToken)
    {
        if (!await models.DownloadAsync(version, folder, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        LoadedModel model;
        try
        {
            model = BundleSource.Load(folder);
        }
        catch (InvalidBundleException refused)
        {
            // What cannot be loaded must not stand in the way of what replaces it.
            await services.Error.WriteLineAsync($"manidala: the active model {version} cannot be measured: {refused.Message}").ConfigureAwait(false);
            return null;
        }

        try
        {
            return ModelValidation.Measure(model, dataset, services.Progress, cancellationToken);
        }
        finally
        {
            model.Retire();
        }
    }
}
