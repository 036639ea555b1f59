using System.Globalization;
using Manidala.Training.Data;

namespace Manidala.Training.Learning;

/// <summary>
/// Trains a sequence model on every user's training items, and keeps the weights that validated best; or, where it refits, trains once more for as many passes on
/// what validation needed, too: a short history's last items are a good part of it, and the newest.
/// </summary>
internal sealed class Trainer(TimeProvider clock)
{
    /// <param name="checkpoints">Where the state is kept, and taken up again if there is some; null keeps none.</param>
    /// <exception cref="TrainingDivergedException">The loss is no longer a number.</exception>
    /// <exception cref="CheckpointException">A checkpoint could not be written, or that which is there is not of this training.</exception>
    public TrainedModel Train(
        Dataset dataset, TrainingOptions options, IProgressReporter progress, CancellationToken cancellation, CheckpointSettings? checkpoints = null)
    {
        TrainedModel chosen = Fit(dataset, options, progress, cancellation, checkpoints);
        if (!options.Refits || chosen.ValidationNdcg is null)
        {
            return chosen;
        }

        chosen.Dispose();

        // The first training's buffers are as large as the second's, and no one knows better than here that they are done with.
        GC.Collect();
        TrainingOptions all = options with
        {
            Refits = false,
            LearnsValidation = true,
            Epochs = chosen.Epoch,
            Reason = string.Create(CultureInfo.InvariantCulture, $"once more for {chosen.Epoch} epochs, on what validated, too"),
        };

        // In a folder of its own: the first training's checkpoints say, after a kill, that it is done and what it chose.
        CheckpointSettings? beside = checkpoints is null ? null : checkpoints with { Folder = Path.Combine(checkpoints.Folder, "refit"), IsFresh = false };
        TrainedModel refitted = Fit(dataset, all, progress, cancellation, beside);
        return chosen with { Model = refitted.Model };
    }

    private TrainedModel Fit(
        Dataset dataset, TrainingOptions options, IProgressReporter progress, CancellationToken cancellation, CheckpointSettings? checkpoints)
    {
        using TrainingRun run = TrainingSetup.Create(dataset, options);
        try
        {
            var kept = checkpoints is null ? null : new TrainingCheckpoints(checkpoints, RunDescription.Of(dataset, options), clock);
            return Run(run, TrainingSetup.Validation(dataset, options), kept, progress, cancellation);
        }
        catch
        {
            run.Model.Dispose();
            throw;
        }
    }

    private TrainedModel Run(
        TrainingRun run, IModelValidation validation, TrainingCheckpoints? checkpoints, IProgressReporter progress, CancellationToken cancellation)
    {
        bool isResumed = checkpoints?.Resume(run) ?? false;
        using var step = progress.Begin(run.Options.LearnsValidation ? "Training on everything" : "Training", (long)run.Options.Epochs * run.StepsPerEpoch);
        var journey = new TrainingJourney(run, validation, step, clock);
        journey.Note(isResumed
            ? string.Create(CultureInfo.InvariantCulture, $"going on from {checkpoints!.Newest}: epoch {run.Position.Epoch}, step {run.Position.Step}")
            : run.Options.Reason);
        try
        {
            journey.Travel(checkpoints, cancellation);
        }
        catch (TrainingDivergedException diverged)
        {
            _ = checkpoints?.Finish();
            throw diverged.Naming(checkpoints?.Newest);
        }
        catch (OperationCanceledException) when (checkpoints is not null && run.Position.Step > 0)
        {
            // Asked to stop, as a spot machine is: nothing that was learned is lost.
            checkpoints.Save(run);
            _ = checkpoints.Finish();
            throw;
        }

        return Finish(run, validation);
    }

    private static TrainedModel Finish(TrainingRun run, IModelValidation validation)
    {
        if (validation.HasUsers)
        {
            run.Best.Restore();
        }
        else
        {
            run.Collect();
        }

        run.Model.eval();
        return new TrainedModel(
            run.Model,
            run.Options,
            validation.HasUsers ? run.Best.Epoch : run.Position.Epoch - 1,
            validation.HasUsers ? run.Best.Value : null)
        {
            Metric = validation.Metric,
            History = run.Position.History,
        };
    }
}
