using System.CommandLine;
using System.Globalization;
using Manidala.Training.Encoders;
using Manidala.Training.Learning;

namespace Manidala.Training.Commands;

/// <summary>The options of <c>train</c> that shape the model and its training; each leaves to the preset what is not given.</summary>
internal sealed class ShapeOptions
{
    private const string Gated = "gated";
    private const string LinearRecurrent = "lru";
    private const string Gru = "gru";
    private const string Transformer = "transformer";

    private readonly Option<string?> _preset = new Option<string?>("--preset")
    {
        Description = "Options for data of a kind: dense (long histories), sparse (short ones, many items) or session; by default chosen by the data's shape.",
    }.AcceptOnlyFromAmong([.. TrainingPresets.Names]);

    private readonly Option<string?> _encoder = new Option<string?>("--encoder")
    {
        Description = "gated (linear recurrence whose decay depends on the input; the default), lru (linear recurrence with a fixed decay), gru, or transformer (attention over the newest --window interactions, encoded anew for each query).",
    }.AcceptOnlyFromAmong(Gated, LinearRecurrent, Gru, Transformer);

    private readonly Option<int?> _dimension = Whole("--dimension", "Length of item vectors and queries.", 4, 1024);
    private readonly Option<int?> _layers = Whole("--layers", "Layers of the encoder.", 1, 16);
    private readonly Option<int?> _heads = Whole("--heads", "Attention heads of a transformer; they divide the dimension.", 1, 64);
    private readonly Option<double?> _dropout = Real("--dropout", "Share of activations that training drops.", 0, 0.95);
    private readonly Option<int?> _window = Whole("--window", "Longest stretch of a history that is trained on at once.", 1, 10_000);
    private readonly Option<int?> _batch = Whole("--batch-size", "Windows a step.", 1, 65_536);
    private readonly Option<double?> _rate = Real("--rate", "Highest learning rate.", 0, 1);
    private readonly Option<int?> _negatives = Whole("--negatives", "Items drawn for each step to stand for all others; 0 compares with every item.", 0, 1_000_000);
    private readonly Option<int?> _epochs = Whole("--epochs", "Most passes over the log.", 1, 10_000);

    public IEnumerable<Option> All => [_preset, _encoder, _dimension, _layers, _heads, _dropout, _window, _batch, _rate, _negatives, _epochs];

    public ShapeRequest RequestOf(ParseResult parsed) => new()
    {
        Preset = parsed.GetValue(_preset),
        Encoder = parsed.GetValue(_encoder) switch
        {
            Gru => EncoderKind.Gru,
            LinearRecurrent => EncoderKind.LinearRecurrent,
            Gated => EncoderKind.Gated,
            Transformer => EncoderKind.Transformer,
            _ => null,
        },
        Dimension = parsed.GetValue(_dimension),
        Layers = parsed.GetValue(_layers),
        Heads = parsed.GetValue(_heads),
        Dropout = parsed.GetValue(_dropout),
        Window = parsed.GetValue(_window),
        BatchSize = parsed.GetValue(_batch),
        PeakLearningRate = parsed.GetValue(_rate),
        Negatives = parsed.GetValue(_negatives),
        Epochs = parsed.GetValue(_epochs),
    };

    /// <summary>The encoder's name on the command line, which models are named for.</summary>
    public string EncoderName(ParseResult parsed) => parsed.GetValue(_encoder) ?? Gated;

    private static Option<int?> Whole(string name, string description, int least, int most)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1
                && int.TryParse(result.Tokens[0].Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && (value < least || value > most))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; allowed: {least} to {most}."));
            }
        });
        return option;
    }

    private static Option<double?> Real(string name, string description, double least, double most)
    {
        var option = new Option<double?>(name) { Description = description, HelpName = "X" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1
                && double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !(value >= least && value <= most))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; allowed: {least} to {most}."));
            }
        });
        return option;
    }
}
