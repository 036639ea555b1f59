using Manidala.Training.Encoders;
using Manidala.Training.Learning;

namespace Manidala.Training.Commands;

/// <summary>What a training run is asked for.</summary>
/// <param name="Epochs">Null lets the size of the log decide.</param>
internal sealed record TrainRequest(EncoderKind Encoder, string Name, int? Epochs, int Seed, bool Activates)
{
    /// <summary>The last sequence of the journal to train on; null for where it stands.</summary>
    public long? Through { get; init; }

    /// <summary>Null for one a core.</summary>
    public int? Threads { get; init; }

    public string Device { get; init; } = TrainingDevice.Cpu;

    public IReadOnlyDictionary<string, double>? TypeWeights { get; init; }

    public double? HalfLifeDays { get; init; }

    /// <summary>Share of the sessions that is held back whole; null where users' last items are.</summary>
    public double? ValidationSessions { get; init; }

    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(10);

    public int? CheckpointSteps { get; init; }

    /// <summary>Forgets what checkpoints there are.</summary>
    public bool IsFresh { get; init; }

    /// <summary>Says what a training would take, and does not train.</summary>
    public bool IsEstimate { get; init; }

    public TrainingOptions Apply(TrainingOptions preset) => preset with
    {
        Encoder = preset.Encoder with { Kind = Encoder },
        Epochs = Epochs ?? preset.Epochs,
        Seed = Seed,
        Threads = Threads ?? preset.Threads,
        Device = Device,
        TypeWeights = TypeWeights,
        HalfLifeDays = HalfLifeDays,
        ValidationSessions = ValidationSessions,
    };

    public CheckpointSettings Checkpoints(string folder) =>
        new(folder) { Interval = CheckpointInterval, Steps = CheckpointSteps, IsFresh = IsFresh };
}
