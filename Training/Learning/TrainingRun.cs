using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>The moving parts of one training: the model, its optimiser, the rate's schedule and the random order of the data.</summary>
internal sealed class TrainingRun : IDisposable
{
    private const double LossMemory = 0.98;
    private readonly TrainingWindows _windows;
    private readonly LearningRate _rate;
    private readonly ISteps _steps;

    public TrainingRun(SequenceModel model, TrainingOptions options, TrainingWindows windows)
    {
        Model = model;
        Options = options;
        _windows = windows;
        StepsPerEpoch = BatchPlan.CountOf(windows.Count, options.BatchSize);
        Optimizer = new AdamW(model.parameters(), options.WeightDecay, options.ClipNorm);
        Best = new BestWeights(model);
        int steps = StepsPerEpoch * options.Epochs;
        _rate = new LearningRate(options.PeakLearningRate, Math.Min(options.WarmupSteps, Math.Max(1, steps / 5)), steps);
        _steps = Learners.Create(model, options, Optimizer);
    }

    public SequenceModel Model { get; }

    public TrainingOptions Options { get; }

    public AdamW Optimizer { get; }

    public BestWeights Best { get; }

    public TrainingPosition Position { get; set; } = new();

    /// <summary>The step after which the best weights were measured.</summary>
    public int BestStep { get; set; }

    public int StepsPerEpoch { get; }

    /// <summary>Predictions that one pass learns from.</summary>
    public long Predictions => _windows.Predictions;

    /// <summary>Goes on to the end of the pass under way; returns its mean loss.</summary>
    /// <param name="stepped">Told after each step how many predictions it learned from.</param>
    public double Epoch(Action<int> stepped, CancellationToken cancellation)
    {
        Model.train();
        BatchPlan plan = BatchPlan.Draw(_windows, Options.BatchSize, Options.Seed, Position.Epoch);
        foreach (StepBatch batch in BatchFeed.Read(numbers => Read(numbers.Span), plan, Position.StepsInEpoch, cancellation))
        {
            float loss = Step(batch);
            Position.LossSum += loss;
            Position.StepsInEpoch++;
            Position.RunningLoss = double.IsNaN(Position.RunningLoss)
                ? loss
                : (Position.RunningLoss * LossMemory) + (loss * (1 - LossMemory));
            stepped(batch.Predictions);
        }

        return Position.LossSum / Position.StepsInEpoch;
    }

    /// <summary>Makes the next pass the one under way.</summary>
    public void EndEpoch() => Position = Position with { Epoch = Position.Epoch + 1, StepsInEpoch = 0, LossSum = 0 };

    /// <summary>Some batches to try, the largest one first and then as a pass would draw them.</summary>
    public IEnumerable<StepBatch> Trial(int most)
    {
        BatchPlan plan = BatchPlan.Draw(_windows, Options.BatchSize, Options.Seed, epoch: 1);
        int largest = Enumerable.Range(0, plan.Count).MaxBy(batch => SizeOf(plan[batch]));
        return Enumerable.Range(0, Math.Min(most - 1, plan.Count)).Prepend(largest).Select(batch => Read(plan[batch].Span));
    }

    /// <summary>One step; returns its loss.</summary>
    public float Step(StepBatch batch)
    {
        using var scope = NewDisposeScope();
        float loss = (float)_steps.Compute(batch, Seeds.OfStep(Options.Seed, Position.Step));
        if (!float.IsFinite(loss))
        {
            // Before the weights move: those of the step before may still be good.
            throw new TrainingDivergedException(
                Position.Epoch, Position.StepsInEpoch + 1, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the loss was {loss}"));
        }

        _steps.Move(_rate.At(Position.Step++));
        return loss;
    }

    /// <summary>To be called before weights or moments are read.</summary>
    public void Collect() => _steps.Collect();

    /// <summary>To be called after weights and moments were set.</summary>
    public void Distribute() => _steps.Distribute();

    /// <summary>The model stays.</summary>
    public void Dispose() => _steps.Dispose();

    private StepBatch Read(ReadOnlySpan<int> numbers)
    {
        var windows = new TrainingWindow[numbers.Length];
        for (int place = 0; place < windows.Length; place++)
        {
            windows[place] = _windows.Read(numbers[place]);
        }

        return _steps.Prepare(windows);
    }

    private long SizeOf(ReadOnlyMemory<int> windows)
    {
        int longest = 0;
        foreach (int window in windows.Span)
        {
            longest = Math.Max(longest, _windows.PredictionsOf(window));
        }

        return (long)longest * windows.Length;
    }
}
