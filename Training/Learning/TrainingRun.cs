using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>The moving parts of one training: the model, its optimiser, the rate's schedule and the random order of the data.</summary>
internal sealed class TrainingRun
{
    private const double LossMemory = 0.98;
    private readonly List<TrainingWindow> _windows;
    private readonly AdamW _optimizer;
    private readonly LearningRate _rate;
    private readonly ILearner _learner;
    private readonly Random _random;
    private int _step;

    public TrainingRun(SequenceModel model, TrainingOptions options, List<TrainingWindow> windows)
    {
        Model = model;
        Options = options;
        _windows = windows;
        Predictions = windows.Sum(window => (long)window.Predictions);
        StepsPerEpoch = BatchPlan.Draw(windows, options.BatchSize, new Random(options.Seed)).Count;
        _optimizer = new AdamW(model.parameters(), options.WeightDecay, options.ClipNorm);
        int steps = StepsPerEpoch * options.Epochs;
        _rate = new LearningRate(options.PeakLearningRate, Math.Min(options.WarmupSteps, Math.Max(1, steps / 5)), steps);
        _learner = Learners.Create(model, options);
        _random = new Random(options.Seed);
    }

    public SequenceModel Model { get; }

    public TrainingOptions Options { get; }

    public int StepsPerEpoch { get; }

    /// <summary>Predictions that one pass learns from.</summary>
    public long Predictions { get; }

    /// <summary>The loss of the last steps, smoothed.</summary>
    public double RunningLoss { get; private set; } = double.NaN;

    /// <summary>One pass over the data; returns its mean loss.</summary>
    public double Epoch(int epoch, Action<long> report, CancellationToken cancellation)
    {
        Model.train();
        double sum = 0;
        int steps = 0;
        foreach (var windows in BatchPlan.Draw(_windows, Options.BatchSize, _random))
        {
            cancellation.ThrowIfCancellationRequested();
            float loss = Step(windows);
            if (!float.IsFinite(loss))
            {
                throw new TrainingDivergedException(epoch, steps + 1, loss);
            }

            sum += loss;
            steps++;
            RunningLoss = double.IsNaN(RunningLoss) ? loss : (RunningLoss * LossMemory) + (loss * (1 - LossMemory));
            report(_step);
        }

        return sum / steps;
    }

    private float Step(TrainingWindow[] windows)
    {
        using var scope = NewDisposeScope();
        double loss = _learner.Compute(windows, (ulong)_random.NextInt64());
        _optimizer.Step(_rate.At(_step++), _learner);
        return (float)loss;
    }
}
