using Manidala.Training.Encoders;

namespace Manidala.Training.Learning;

/// <summary>How a model is trained. <see cref="TrainingPresets"/> chooses by the data's shape; all of it can be overridden.</summary>
internal sealed record TrainingOptions
{
    /// <summary>Why these values were chosen, for the log.</summary>
    public string Reason { get; init; } = "chosen by hand";

    public EncoderShape Encoder { get; init; } = new(EncoderKind.Gated, Dimension: 64, Layers: 2, Dropout: 0.2);

    /// <summary>Longest stretch of a history that is trained on at once; longer histories are cut. 1 and up.</summary>
    public int Window { get; init; } = 200;

    /// <summary>Windows a step. More give a steadier gradient and fewer steps.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Most passes over the data.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Passes without a better validation result after which training stops; of no effect where nothing can be held back.</summary>
    public int Patience { get; init; } = 5;

    /// <summary>Passes between two validations.</summary>
    public int EpochsPerValidation { get; init; } = 1;

    /// <summary>Most users that a validation ranks for; the same ones every time.</summary>
    public int ValidationUsers { get; init; } = 2_000;

    /// <summary>Highest rate; reached after the warm-up, then lowered along a cosine to nearly nothing.</summary>
    public double PeakLearningRate { get; init; } = 3e-3;

    /// <summary>Steps over which the rate rises from nothing to its peak.</summary>
    public int WarmupSteps { get; init; } = 100;

    /// <summary>Share of the rate by which weights, but no biases and scales, shrink each step.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Longest gradient; a longer one is scaled down to it.</summary>
    public double ClipNorm { get; init; } = 5;

    /// <summary>Items drawn for each step to stand for all others; 0 compares with every item.</summary>
    public int Negatives { get; init; } = 512;

    /// <summary>Share of inputs that training leaves blank as a whole, so that no single item of a history is relied on; 0 to below 1.</summary>
    public double InputDropout { get; init; }

    /// <summary>Share of a step's items that are known by their features alone, where items have features: what lets a new item be recommended.</summary>
    public double IdDropout { get; init; } = 0.1;

    /// <summary>Equal seeds give equal models on one machine.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads that computations are split over; 0 for one a core.</summary>
    public int Threads { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = TrainingDevice.Cpu;

    /// <summary>How much the prediction of an interaction counts, by its type's name; types that are not named count 1. Null where all count the same.</summary>
    public IReadOnlyDictionary<string, double>? TypeWeights { get; init; }

    /// <summary>Days after which an interaction counts half, back from the newest; null where age does not matter.</summary>
    public double? HalfLifeDays { get; init; }

    /// <summary>Share of the sessions, the last ones, that are held back whole for validation; null where each user's last items are.</summary>
    public double? ValidationSessions { get; init; }

    /// <summary>Whether, once validation has chosen the number of passes, as many are made anew on everything but what the test ranks for.</summary>
    public bool Refits { get; init; }

    /// <summary>Whether what would validate is learned from, too: nothing can be chosen then, and the last pass is kept.</summary>
    public bool LearnsValidation { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Encoder.Dimension);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Encoder.Layers);
        ArgumentOutOfRangeException.ThrowIfNegative(Encoder.Dropout);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Encoder.Dropout, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(InputDropout);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(InputDropout, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Window);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Patience);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(EpochsPerValidation);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ValidationUsers);
        ArgumentOutOfRangeException.ThrowIfNegative(PeakLearningRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(WarmupSteps);
        ArgumentOutOfRangeException.ThrowIfNegative(WeightDecay);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ClipNorm);
        ArgumentOutOfRangeException.ThrowIfNegative(Negatives);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(HalfLifeDays ?? 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ValidationSessions ?? 0.5);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ValidationSessions ?? 0.5, 1);
    }
}
