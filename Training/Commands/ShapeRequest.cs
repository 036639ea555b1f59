using Manidala.Engine.Model;
using Manidala.Training.Encoders;
using Manidala.Training.Learning;

namespace Manidala.Training.Commands;

/// <summary>What of a model's shape and its training was asked for; null leaves it to the preset.</summary>
internal sealed record ShapeRequest
{
    /// <summary>As published for SASRec; the presets' rates were chosen for recurrences, which bear larger steps.</summary>
    private const double TransformerRate = 1e-3;

    /// <summary>Null lets the data's shape choose.</summary>
    public string? Preset { get; init; }

    public EncoderKind? Encoder { get; init; }

    public int? Dimension { get; init; }

    public int? Layers { get; init; }

    public int? Heads { get; init; }

    public double? Dropout { get; init; }

    public int? Window { get; init; }

    public int? BatchSize { get; init; }

    public double? PeakLearningRate { get; init; }

    public int? Negatives { get; init; }

    public int? Epochs { get; init; }

    /// <exception cref="CommandException">The encoder cannot be of this shape.</exception>
    public TrainingOptions Apply(TrainingOptions preset)
    {
        TrainingOptions options = Laid(preset);
        return options.Encoder.Kind == EncoderKind.Transformer ? CheckTransformer(options) : Heads is null
            ? options
            : throw new CommandException("--heads belongs to --encoder transformer; other encoders have none.");
    }

    private static TrainingOptions CheckTransformer(TrainingOptions options)
    {
        if (options.Encoder.Dimension % options.Encoder.Heads != 0)
        {
            throw new CommandException($"--heads is {options.Encoder.Heads}, which does not divide the dimension, {options.Encoder.Dimension}.");
        }

        return options.Window <= EncoderContract.MaxLength
            ? options
            : throw new CommandException($"--window is {options.Window}; allowed with --encoder transformer: 1 to {EncoderContract.MaxLength}.");
    }

    private TrainingOptions Laid(TrainingOptions preset) => preset with
    {
        Encoder = preset.Encoder with
        {
            Kind = Encoder ?? preset.Encoder.Kind,
            Dimension = Dimension ?? preset.Encoder.Dimension,
            Heads = Heads ?? preset.Encoder.Heads,
            Layers = Layers ?? preset.Encoder.Layers,
            Dropout = Dropout ?? preset.Encoder.Dropout,
        },
        Window = Window ?? preset.Window,
        BatchSize = BatchSize ?? preset.BatchSize,
        PeakLearningRate = PeakLearningRate ?? (Encoder == EncoderKind.Transformer ? Math.Min(TransformerRate, preset.PeakLearningRate) : preset.PeakLearningRate),
        Negatives = Negatives ?? preset.Negatives,
        Epochs = Epochs ?? preset.Epochs,
    };
}
