using Manidala.Training.Encoders;
using Manidala.Training.Learning;

namespace Manidala.Training.Commands;

/// <summary>What of a model's shape and its training was asked for; null leaves it to the preset.</summary>
internal sealed record ShapeRequest
{
    /// <summary>Null lets the data's shape choose.</summary>
    public string? Preset { get; init; }

    public EncoderKind? Encoder { get; init; }

    public int? Dimension { get; init; }

    public int? Layers { get; init; }

    public double? Dropout { get; init; }

    public int? Window { get; init; }

    public int? BatchSize { get; init; }

    public double? PeakLearningRate { get; init; }

    public int? Negatives { get; init; }

    public int? Epochs { get; init; }

    public TrainingOptions Apply(TrainingOptions preset) => preset with
    {
        Encoder = preset.Encoder with
        {
            Kind = Encoder ?? preset.Encoder.Kind,
            Dimension = Dimension ?? preset.Encoder.Dimension,
            Layers = Layers ?? preset.Encoder.Layers,
            Dropout = Dropout ?? preset.Encoder.Dropout,
        },
        Window = Window ?? preset.Window,
        BatchSize = BatchSize ?? preset.BatchSize,
        PeakLearningRate = PeakLearningRate ?? preset.PeakLearningRate,
        Negatives = Negatives ?? preset.Negatives,
        Epochs = Epochs ?? preset.Epochs,
    };
}
