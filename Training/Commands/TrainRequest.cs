using Manidala.Engine.Model;
using Manidala.Training.Data;
using Manidala.Training.Learning;

namespace Manidala.Training.Commands;

/// <summary>What a training run is asked for.</summary>
/// <param name="Name">The model's name, to which its version adds a digest.</param>
internal sealed record TrainRequest(string Name, int Seed, bool Activates)
{
    /// <summary>What of the model's shape and its training was asked for; the preset decides the rest.</summary>
    public ShapeRequest Shape { get; init; } = new();

    /// <summary>The last sequence of the journal to train on; null for where it stands.</summary>
    public long? Through { get; init; }

    /// <summary>The folder of the journal's archive, to train on that, too; null for the journal alone.</summary>
    public string? Archive { get; init; }

    /// <summary>Null for one a core.</summary>
    public int? Threads { get; init; }

    public string Device { get; init; } = TrainingDevice.Cpu;

    public IReadOnlyDictionary<string, double>? TypeWeights { get; init; }

    public double? HalfLifeDays { get; init; }

    /// <summary>Share of the sessions that is held back whole; null where users' last items are.</summary>
    public double? ValidationSessions { get; init; }

    /// <summary>Whether it is trained once more on what validated, when that has chosen the number of passes.</summary>
    public bool Refits { get; init; } = true;

    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(10);

    public int? CheckpointSteps { get; init; }

    /// <summary>Forgets what checkpoints there are.</summary>
    public bool IsFresh { get; init; }

    /// <summary>Says what a training would take, and does not train.</summary>
    public bool IsEstimate { get; init; }

    /// <summary>Whether items are described by their attributes, too.</summary>
    public bool UsesItemFeatures { get; init; } = true;

    /// <summary>How the bundle stores the items' embeddings.</summary>
    public EmbeddingFormat Embeddings { get; init; }

    /// <summary>How much worse than the active model's its validation metric may be, as a share of it.</summary>
    public double Margin { get; init; } = PublishGate.DefaultMargin;

    /// <summary>Whether it becomes the active model whatever the gate says.</summary>
    public bool Force { get; init; }

    public TrainingOptions OptionsFor(Dataset dataset) => Shape.Apply(TrainingPresets.For(dataset, Shape.Preset)) with
    {
        Seed = Seed,
        Threads = Threads ?? 0,
        Device = Device,
        TypeWeights = TypeWeights,
        HalfLifeDays = HalfLifeDays,
        ValidationSessions = ValidationSessions,
        Refits = Refits,
    };

    public CheckpointSettings Checkpoints(string folder) =>
        new(folder) { Interval = CheckpointInterval, Steps = CheckpointSteps, IsFresh = IsFresh };
}
