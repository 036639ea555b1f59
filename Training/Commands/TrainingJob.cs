using System.Globalization;
using Manidala.Engine.Model;
using Manidala.Storage;
using Manidala.Training.Data;
using Manidala.Training.Evaluation;
using Manidala.Training.Export;
using Manidala.Training.Learning;
using Manidala.Training.Publishing;

namespace Manidala.Training.Commands;

/// <summary>Data set, model, measurement, bundle, registry: in this order, and nothing is published before all before it has succeeded.</summary>
internal sealed class TrainingJob(CommandServices services, ManidalaDatabase database, string dataFolder)
{
    // Scores that one ranker's measurement may take: minutes, where everybody of a large log would take days.
    private const long MostScores = 2_000_000_000;
    private const int FewestUsers = 1_000;

    /// <returns>The journal's sequence through which was trained.</returns>
    public async Task<long> RunAsync(TrainRequest request, CancellationToken cancellationToken)
    {
        long started = services.Time.GetTimestamp();
        CheckpointSettings checkpoints = request.Checkpoints(Path.Combine(Path.GetFullPath(dataFolder), "checkpoints", request.Name));
        using ScratchFolder scratch = ScratchFolder.CreateIn(dataFolder);
        using JournalDataset read = await ReadAsync(request, checkpoints, scratch, cancellationToken).ConfigureAwait(false);
        Dataset dataset = read.Dataset;
        TrainingOptions options = request.OptionsFor(dataset);
        if (request.IsEstimate)
        {
            await services.Out.WriteLineAsync(TrainingEstimator.Run(dataset, options, services.Time, cancellationToken).ToString()).ConfigureAwait(false);
            return dataset.Through;
        }

        BundleContents contents = Train(dataset, options, request, checkpoints, cancellationToken) with { EmbeddingFormat = request.Embeddings };

        // Of the training nothing but the bundle's contents is left, and measuring needs as much memory again.
        GC.Collect();
        HeldOutUsers heldOut = HeldOutUsers.Choose(dataset, MostUsers(dataset.ItemIds.Count));
        (IReadOnlyList<RankingResult> results, ValidationMetrics? validation) = Measure(scratch.Sub("candidate"), contents, dataset, heldOut, cancellationToken);
        string folder = scratch.Sub("final");
        Dictionary<string, double> metrics = ToMetrics(results, heldOut.Users.Count);
        validation?.AddTo(metrics);
        BundleManifest manifest = BundleWriter.Write(folder, contents with { Metrics = metrics });
        if (request.Activates)
        {
            GateVerdict verdict = await new ActiveModelGate(services, database.Models)
                .CheckAsync(manifest.Version, validation, dataset, request.Margin, scratch.Sub("active"), cancellationToken).ConfigureAwait(false);
            await ObeyAsync(verdict, folder, request).ConfigureAwait(false);
        }

        await PublishAsync(folder, manifest, request.Activates, cancellationToken).ConfigureAwait(false);

        // Only now: a training that was published needs no checkpoint, and one that was not can still be.
        new CheckpointFolder(checkpoints.Folder).Clear();
        await WriteAsync(manifest, dataset, heldOut, results, request, services.Time.GetElapsedTime(started)).ConfigureAwait(false);
        return dataset.Through;
    }

    private static int MostUsers(int items) => (int)Math.Clamp(MostScores / items, FewestUsers, int.MaxValue);

    private static Dictionary<string, double> ToMetrics(IReadOnlyList<RankingResult> results, int users)
    {
        var metrics = new Dictionary<string, double> { ["users"] = users };
        for (int place = 0; place < results.Count; place++)
        {
            string prefix = place == 0 ? "" : $"{results[place].Name}.";
            metrics[$"{prefix}hr@10"] = results[place].HitRate;
            metrics[$"{prefix}ndcg@10"] = results[place].Ndcg;
        }

        return metrics;
    }

    private async Task<JournalDataset> ReadAsync(
        TrainRequest request, CheckpointSettings checkpoints, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        long erasures = await database.Erasures.ReadLastAsync(cancellationToken).ConfigureAwait(false);
        DatasetSnapshot? begun = request.IsEstimate ? null : await BegunAsync(checkpoints, erasures).ConfigureAwait(false);
        string columns = scratch.Sub("columns");
        Directory.CreateDirectory(columns);
        var source = new JournalSource(database.Journal, database.Catalog)
        {
            Through = request.Through ?? begun?.Through,
            ItemIds = begun?.ItemIds,
            Features = request.UsesItemFeatures ? new ItemFeatureOptions() : null,
            Archive = request.Archive is { } folder ? await database.OpenArchiveAsync(folder, cancellationToken).ConfigureAwait(false) : null,
        };
        JournalDataset read = await services.ReadDatasetAsync(database, source, new ColumnSettings(columns), cancellationToken).ConfigureAwait(false);
        if (begun is null && !request.IsEstimate)
        {
            if (request.IsFresh)
            {
                new CheckpointFolder(checkpoints.Folder).Clear();
            }

            // Erasures were counted before the journal was read: one that came between makes the next start begin anew, which it need not.
            new DatasetSnapshot(read.Dataset.Through, read.Dataset.ItemIds, erasures).Write(checkpoints);
        }

        return read;
    }

    /// <summary>What a training that was interrupted began with; null where there is none, or where it has learned from somebody who was erased since.</summary>
    private async Task<DatasetSnapshot?> BegunAsync(CheckpointSettings checkpoints, long erasures)
    {
        DatasetSnapshot? begun = DatasetSnapshot.Read(checkpoints);
        if (begun is null || begun.Erasures == erasures)
        {
            return begun;
        }

        new CheckpointFolder(checkpoints.Folder).Clear();
        await services.Error.WriteLineAsync("manidala: a user was erased since this training began; it begins anew without them.").ConfigureAwait(false);
        return null;
    }

    private BundleContents Train(
        Dataset dataset, TrainingOptions options, TrainRequest request, CheckpointSettings checkpoints, CancellationToken cancellationToken)
    {
        using TrainedModel trained = new Trainer(services.Time).Train(dataset, options, services.Progress, cancellationToken, checkpoints);
        return ModelExport.ToBundle(trained, dataset, request.Name, new Dictionary<string, double>());
    }

    /// <summary>A refused bundle is kept where it can be looked at and published all the same: training it took long.</summary>
    private async Task ObeyAsync(GateVerdict verdict, string folder, TrainRequest request)
    {
        if (!verdict.IsRefused || request.Force)
        {
            await services.Error.WriteLineAsync($"manidala: gate {(verdict.IsRefused ? "overruled" : "passed")}: {verdict.Note}").ConfigureAwait(false);
            return;
        }

        string kept = Path.Combine(Path.GetFullPath(dataFolder), "refused-model");
        if (Directory.Exists(kept))
        {
            Directory.Delete(kept, recursive: true);
        }

        Directory.Move(folder, kept);
        throw new RefusedByGateException(
            $"not published, and the active model stays: {verdict.Note} The bundle is kept in {kept} until another one is refused.");
    }

    // The bundle as it is on disk is what gets measured, by the code that will serve it.
    private (IReadOnlyList<RankingResult> Results, ValidationMetrics? Validation) Measure(
        string folder, BundleContents contents, Dataset dataset, HeldOutUsers heldOut, CancellationToken cancellationToken)
    {
        BundleWriter.Write(folder, contents);
        LoadedModel model = BundleSource.Load(folder);
        try
        {
            RankingResult own = new BundleEvaluation(model, dataset).Run(heldOut, services.Progress, cancellationToken);
            ValidationMetrics? validation = ModelValidation.Measure(model, dataset, services.Progress, cancellationToken);
            return ([own, .. BaselineEvaluation.Run(dataset, heldOut, services.Progress, cancellationToken)], validation);
        }
        finally
        {
            model.Retire();
        }
    }

    private async Task PublishAsync(string folder, BundleManifest manifest, bool activates, CancellationToken cancellationToken)
    {
        string manifestJson = await File.ReadAllTextAsync(Path.Combine(folder, "manifest.json"), cancellationToken).ConfigureAwait(false);
        await database.Models.PublishAsync(folder, manifest.Version, manifest.Name, manifestJson, cancellationToken).ConfigureAwait(false);
        if (activates && !await database.Models.ActivateAsync(manifest.Version, cancellationToken).ConfigureAwait(false))
        {
            throw new CommandException($"{manifest.Version} was published, but has been removed before it could be made active.");
        }
    }

    private async Task WriteAsync(
        BundleManifest manifest, Dataset dataset, HeldOutUsers heldOut, IReadOnlyList<RankingResult> results, TrainRequest request, TimeSpan elapsed)
    {
        var report = new EvaluationReport(
            "offline", manifest.Version, manifest.Encoder.Kind, DatasetCounts.Of(dataset, heldOut), results[0], [.. results.Skip(1)], elapsed.TotalSeconds);
        report.WriteTo(services.Out);
        await services.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Published {manifest.Version}{(request.Activates ? " and made it the active model" : "; the active model stays")}")).ConfigureAwait(false);
    }
}
