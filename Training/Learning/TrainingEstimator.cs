using Manidala.Training.Data;
using Manidala.Training.Native;
using Manidala.Training.Progress;

namespace Manidala.Training.Learning;

/// <summary>
/// Estimates a training by beginning it: sizes are counted on the real model, and a few real steps, the largest batch among them, and one validation say what
/// memory and time they take.
/// </summary>
internal static class TrainingEstimator
{
    private const int WarmUpSteps = 2;

    // Enough for the garbage collector to let its youngest generation grow as large as it would in a whole training.
    private const int TimedSteps = 120;
    private static readonly TimeSpan LongestCalibration = TimeSpan.FromSeconds(20);

    public static TrainingEstimate Run(Dataset dataset, TrainingOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        TorchLibrary.EnsureLoaded();
        GC.Collect();
        long data = BytesOf(dataset);
        long before = PeakMemory.CurrentBytes;
        TrainingRun run = TrainingSetup.Create(dataset, options);
        try
        {
            bool isExact = PeakMemory.Reset();
            (int steps, TimeSpan step) = Steps(run, clock, cancellation);
            IModelValidation validation = TrainingSetup.Validation(dataset, options);
            TimeSpan measuring = validation.HasUsers ? Validate(run, validation, clock) : TimeSpan.Zero;
            long peak = isExact ? PeakMemory.Bytes : PeakMemory.CurrentBytes;
            long parameters = run.Model.parameters().Sum(parameter => parameter.numel());
            int validations = Math.Max(1, options.Epochs / options.EpochsPerValidation);
            int trainings = options.Refits && validation.HasUsers ? 2 : 1;
            var estimate = new TrainingEstimate(
                options,
                parameters,
                Math.Max(0, before - data),
                data,
                ActivationBytes: 0,
                steps,
                (step * ((double)run.StepsPerEpoch * options.Epochs * trainings)) + (measuring * validations));

            // What was not seen to be needed: the best weights and the export come later.
            return estimate with { ActivationBytes = Math.Max(0, peak - (estimate.PeakBytes - estimate.KeptBytes)) };
        }
        finally
        {
            run.Dispose();
            run.Model.Dispose();
        }
    }

    private static (int Steps, TimeSpan Mean) Steps(TrainingRun run, TimeProvider clock, CancellationToken cancellation)
    {
        long started = clock.GetTimestamp();
        int taken = 0;
        var timed = TimeSpan.Zero;
        int counted = 0;
        foreach (StepBatch batch in run.Trial(WarmUpSteps + TimedSteps))
        {
            cancellation.ThrowIfCancellationRequested();
            long begun = clock.GetTimestamp();
            run.Step(batch);
            if (++taken > WarmUpSteps)
            {
                timed += clock.GetElapsedTime(begun);
                counted++;
            }

            if (counted > 0 && clock.GetElapsedTime(started) > LongestCalibration)
            {
                break;
            }
        }

        return (taken, counted == 0 ? clock.GetElapsedTime(started) / Math.Max(1, taken) : timed / counted);
    }

    private static TimeSpan Validate(TrainingRun run, IModelValidation validation, TimeProvider clock)
    {
        long started = clock.GetTimestamp();
        run.Collect();
        validation.Measure(Learners.CreateQueries(run.Model, run.Options));
        return clock.GetElapsedTime(started);
    }

    private static long BytesOf(Dataset dataset)
    {
        const int PerUser = 2 * sizeof(long);
        const int PerCharacter = 2;
        const int PerString = 22;
        long interactions = dataset.Users.Sum(user =>
            ((long)user.Items.Length * sizeof(int)) + user.Types.Length + ((long)user.Times.Length * sizeof(long)) + ((long)user.Negatives.Length * 2 * sizeof(int)));
        return interactions + ((long)dataset.Users.Count * PerUser) + dataset.ItemIds.Sum(id => ((long)id.Length * PerCharacter) + PerString);
    }
}
