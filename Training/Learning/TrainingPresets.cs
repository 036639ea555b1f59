using System.Globalization;
using Manidala.Training.Data;
using Manidala.Training.Encoders;

namespace Manidala.Training.Learning;

/// <summary>
/// Options that won on real data of a kind (bench/results/quality-*.json), and the choice among them by the data's shape. Dense: long histories, items met often.
/// Sparse: short histories, items met a few times. Session: a few clicks of somebody whom nobody will know again.
/// </summary>
internal static class TrainingPresets
{
    public const string Dense = "dense";
    public const string Sparse = "sparse";
    public const string Session = "session";

    private const int FewInteractions = 150_000;
    private const int ManyInteractions = 600_000;
    private const double LongHistory = 20;
    private const double BriefHistory = 6;

    public static IReadOnlyList<string> Names { get; } = [Dense, Sparse, Session];

    /// <param name="name">Null lets the data's shape choose.</param>
    public static TrainingOptions For(Dataset dataset, string? name = null)
    {
        long interactions = dataset.Users.Sum(user => (long)user.Items.Length);
        double length = interactions / (double)Math.Max(1, dataset.Users.Count);
        string chosen = name ?? (length >= LongHistory ? Dense : length < BriefHistory ? Session : Sparse);
        string shape = string.Create(
            CultureInfo.InvariantCulture,
            $"{interactions} interactions of {dataset.Users.Count} users with {dataset.ItemIds.Count} items, {length:0.0} a user: preset {chosen}");
        TrainingOptions options = chosen switch
        {
            Dense => DenseOf(interactions),
            Sparse => SparseOptions,
            Session => SessionOptions,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, $"allowed: {string.Join(", ", Names)}"),
        };
        bool saysMore = dataset.Users.Count > 0 && !(dataset.Users[0].Types.IsEmpty && dataset.Users[0].Times.IsEmpty);
        options = options with { Encoder = options.Encoder with { SeesInteractions = saysMore } };
        return options with { Reason = name is null ? $"{shape}, by the histories' length" : $"{shape}, as asked" };
    }

    // Fewer interactions are learned by heart sooner: they need more dropout, and smaller steps to make as many of them.
    private static TrainingOptions DenseOf(long interactions) => interactions switch
    {
        <= FewInteractions => new TrainingOptions
        {
            Encoder = new EncoderShape(EncoderKind.Gated, Dimension: 64, Layers: 2, Dropout: 0.4),
            Epochs = 25,
            Patience = 6,
            BatchSize = 16,
            PeakLearningRate = 2e-3,
            Negatives = 1_024,
        },
        <= ManyInteractions => new TrainingOptions { Epochs = 12, Window = 100, BatchSize = 32 },
        _ => new TrainingOptions { Epochs = 50, Patience = 12, EpochsPerValidation = 2 },
    };

    private static TrainingOptions SparseOptions { get; } = new()
    {
        Encoder = new EncoderShape(EncoderKind.Gated, Dimension: 64, Layers: 2, Dropout: 0.5),
        Window = 50,
        BatchSize = 128,
        Epochs = 20,
        Patience = 6,
        PeakLearningRate = 2e-3,
        Negatives = 1_024,
    };

    private static TrainingOptions SessionOptions { get; } = new()
    {
        Encoder = new EncoderShape(EncoderKind.Gated, Dimension: 64, Layers: 1, Dropout: 0.3),
        Window = 50,
        BatchSize = 256,
        Epochs = 12,
        Patience = 12,
        Negatives = 1_024,
    };
}
