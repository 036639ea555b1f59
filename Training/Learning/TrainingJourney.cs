using Manidala.Training.Data;

namespace Manidala.Training.Learning;

/// <summary>A training from where it stands to its end: passes, validations, checkpoints, and what is said of them.</summary>
internal sealed class TrainingJourney(TrainingRun run, IModelValidation validation, IProgressStep step, TimeProvider clock)
{
    private readonly ILastQueries _queries = Learners.CreateQueries(run.Model, run.Options);
    private long _started;
    private long _learned;
    private int _firstStep;

    private bool HasMore => run.Position.Epoch <= run.Options.Epochs
        && !(validation.HasUsers && run.Position.Epoch - 1 - run.Best.Epoch >= run.Options.Patience);

    private double PerSecond => _learned == 0 ? 0 : _learned / clock.GetElapsedTime(_started).TotalSeconds;

    private TimeSpan? Left
    {
        get
        {
            int steps = run.Position.Step - _firstStep;
            long total = (long)run.Options.Epochs * run.StepsPerEpoch;
            return steps == 0 ? null : clock.GetElapsedTime(_started) * ((total - run.Position.Step) / (double)steps);
        }
    }

    public void Note(string note) => step.Report(run.Position.Step, Status(double.NaN) with { Note = note });

    public void Travel(TrainingCheckpoints? checkpoints, CancellationToken cancellation)
    {
        _started = clock.GetTimestamp();
        _firstStep = run.Position.Step;
        while (HasMore)
        {
            double loss = run.Epoch(predictions => Stepped(predictions, checkpoints), cancellation);
            double? found = Validate(loss);
            TrainingStatus status = Status(loss) with { Validated = found };
            run.EndEpoch();
            checkpoints?.SaveAtEnd(run);
            step.Report(run.Position.Step, status with { Checkpoint = HasMore ? checkpoints?.TakeWritten() : checkpoints?.Finish() });
        }
    }

    private void Stepped(int predictions, TrainingCheckpoints? checkpoints)
    {
        _learned += predictions;
        if (checkpoints is not null && checkpoints.IsDue(run.Position.Step))
        {
            checkpoints.Save(run);
        }

        step.Report(run.Position.Step, Status(run.Position.RunningLoss) with { Checkpoint = checkpoints?.TakeWritten() });
    }

    private double? Validate(double loss)
    {
        int epoch = run.Position.Epoch;
        if (!validation.HasUsers || (epoch != run.Options.Epochs && epoch % run.Options.EpochsPerValidation != 0))
        {
            return null;
        }

        run.Collect();
        double value = validation.Measure(_queries);
        run.Position.History.Add(new ValidationPoint(epoch, loss, value));
        if (run.Best.Offer(epoch, value))
        {
            run.BestStep = run.Position.Step;
        }

        return value;
    }

    private TrainingStatus Status(double loss) => new(
        run.Position.Epoch,
        run.Options.Epochs,
        loss,
        validation.Metric,
        run.Best.Epoch > 0 ? run.Best.Value : null,
        PerSecond,
        Left);
}
