using System.Globalization;
using Manidala.Training.Data;
using Manidala.Training.Native;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>Trains a sequence model on every user's training items, and keeps the weights that validated best.</summary>
internal sealed class Trainer(TimeProvider clock)
{
    /// <exception cref="TrainingDivergedException">The loss is no longer a number.</exception>
    public TrainedModel Train(Dataset dataset, TrainingOptions options, IProgressReporter progress, CancellationToken cancellation)
    {
        options.Check();
        TorchLibrary.EnsureLoaded();
        set_num_threads(options.Threads > 0 ? options.Threads : Environment.ProcessorCount);
        var windows = TrainingWindow.Cut(dataset.Users, options.Window);
        if (windows.Count == 0)
        {
            throw new InvalidDataException("There is nothing to train on: no user has two interactions that are not held back for testing.");
        }

        manual_seed(options.Seed);
        var model = new SequenceModel(options.Encoder, dataset.ItemIds.Count);
        try
        {
            ItemPrior.Set(model, dataset);
            return Run(new TrainingRun(model, options, windows), dataset, progress, cancellation);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private TrainedModel Run(TrainingRun run, Dataset dataset, IProgressReporter progress, CancellationToken cancellation)
    {
        var options = run.Options;
        var validation = new Validation(dataset, options.Window, options.ValidationUsers, new Random(options.Seed));
        var best = new BestWeights(run.Model);
        ILastQueries queries = Learners.CreateQueries(run.Model, options);
        int epoch = 0;
        using var step = progress.Begin("Training", (long)options.Epochs * run.StepsPerEpoch);
        step.Report(0, options.Reason);
        while (epoch < options.Epochs && !(validation.HasUsers && epoch - best.Epoch >= options.Patience))
        {
            epoch++;
            long started = clock.GetTimestamp();
            double loss = run.Epoch(epoch, done => step.Report(done, Describe(epoch, run.RunningLoss, best)), cancellation);
            double perSecond = run.Predictions / clock.GetElapsedTime(started).TotalSeconds;
            bool isLast = epoch == options.Epochs;
            if (validation.HasUsers && (isLast || epoch % options.EpochsPerValidation == 0))
            {
                best.Offer(epoch, validation.Measure(queries));
            }

            step.Report((long)epoch * run.StepsPerEpoch, $"{Describe(epoch, loss, best)}, {perSecond:F0} interactions/s");
        }

        return Finish(run, best, epoch, validation.HasUsers);
    }

    private static TrainedModel Finish(TrainingRun run, BestWeights best, int lastEpoch, bool isValidated)
    {
        if (isValidated)
        {
            best.Restore();
        }

        run.Model.eval();
        return isValidated
            ? new TrainedModel(run.Model, run.Options, best.Epoch, best.Ndcg)
            : new TrainedModel(run.Model, run.Options, lastEpoch, ValidationNdcg: null);
    }

    private static string Describe(int epoch, double loss, BestWeights best)
    {
        string validated = best.Epoch > 0 ? string.Create(CultureInfo.InvariantCulture, $", best NDCG@10 {best.Ndcg:F4}") : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}, loss {loss:F3}{validated}");
    }
}
