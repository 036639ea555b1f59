using System.Globalization;
using Manidala.Engine.Model;
using Manidala.Training.Data;
using Manidala.Training.Export;
using Manidala.Training.Import;
using Manidala.Training.Learning;

namespace Manidala.Training.Commands;

/// <summary>Trains on a bare file of sequences and writes a bundle, without a database: what published protocols ask for.</summary>
internal sealed class SequenceTraining(CommandServices services)
{
    private const string Manifest = "manifest.json";

    /// <param name="output">The bundle's folder; null where only an estimate is asked for.</param>
    public async Task RunAsync(SequenceSource source, string? output, TrainRequest request, CancellationToken cancellationToken)
    {
        long started = services.Time.GetTimestamp();
        string? folder = output is null ? null : CheckOutput(output);
        Dataset dataset = await ReadAsync(source).ConfigureAwait(false);
        TrainingOptions options = request.OptionsFor(dataset);
        if (folder is null)
        {
            await services.Out.WriteLineAsync(TrainingEstimator.Run(dataset, options, services.Time, cancellationToken).ToString()).ConfigureAwait(false);
            return;
        }

        CheckpointSettings checkpoints = request.Checkpoints($"{folder}.checkpoints");
        using TrainedModel trained = new Trainer(services.Time).Train(dataset, options, services.Progress, cancellationToken, checkpoints);
        BundleManifest manifest;
        using (services.Progress.Begin("Writing the bundle", null))
        {
            manifest = BundleWriter.Write(folder, ModelExport.ToBundle(trained, dataset, request.Name, MetricsOf(trained)));
        }

        new CheckpointFolder(checkpoints.Folder).Clear();
        string validated = trained.ValidationNdcg is { } value
            ? string.Create(CultureInfo.InvariantCulture, $"; validation {trained.Metric} {value:0.0000} after epoch {trained.Epoch}{(trained.Options.Refits ? ", then as many epochs on everything" : "")}")
            : "; nothing could be held back to validate with";
        await services.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Wrote {manifest.Version} to {folder}{validated}; {services.Time.GetElapsedTime(started).TotalSeconds:0.0} s")).ConfigureAwait(false);
    }

    private static Dictionary<string, double> MetricsOf(TrainedModel trained)
    {
        var metrics = new Dictionary<string, double>();
        if (trained.ValidationNdcg is { } value)
        {
            metrics[$"validation.{trained.Metric.ToLowerInvariant()}"] = value;
        }

        return metrics;
    }

    // A bundle replaces a bundle; nothing else is overwritten.
    private static string CheckOutput(string output)
    {
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        bool isTaken = File.Exists(folder)
            || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !File.Exists(Path.Combine(folder, Manifest)));
        return isTaken
            ? throw new CommandException($"--out is {output}, which is there already and is no bundle; expected a new folder, an empty one, or a bundle to replace.")
            : folder;
    }

    private async Task<Dataset> ReadAsync(SequenceSource source)
    {
        var malformed = new MalformedLines(source.MaxMalformed);
        Dataset dataset;
        using (services.Progress.Begin($"Reading {Path.GetFileName(source.Path)}", null))
        {
            dataset = SequenceFile.Read(source.Path, new SequenceFormat(HasUser: !source.IsSessions), malformed);
        }

        if (malformed.Count > 0)
        {
            await services.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"manidala: left out {malformed.Count:N0} malformed lines: {string.Join("; ", malformed.First)}")).ConfigureAwait(false);
        }

        const int Fewest = 2;
        return dataset.Users.Count >= Fewest && dataset.ItemIds.Count >= Fewest
            ? dataset
            : throw new CommandException(string.Create(
                CultureInfo.InvariantCulture,
                $"{source.Path} has {dataset.Users.Count} sequences and {dataset.ItemIds.Count} items; at least {Fewest} of each are needed."));
    }
}

/// <summary>A bare file of sequences.</summary>
/// <param name="IsSessions">Lines are sessions of items only, and whole ones are held back; else they begin with a user.</param>
internal sealed record SequenceSource(string Path, bool IsSessions, int MaxMalformed);
