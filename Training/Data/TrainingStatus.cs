using System.Globalization;

namespace Manidala.Training.Data;

/// <summary>How far a training is.</summary>
/// <param name="Loss">Mean loss of the pass where it has ended, else the smoothed one of the last steps.</param>
/// <param name="Best">The best validation so far; null before the first.</param>
/// <param name="PerSecond">Interactions learned from a second.</param>
/// <param name="Left">Time that is expected to pass until the last step, if no pass is spared.</param>
internal sealed record TrainingStatus(int Epoch, int Epochs, double Loss, string Metric, double? Best, double PerSecond, TimeSpan? Left)
{
    /// <summary>What this pass's validation found; null within a pass.</summary>
    public double? Validated { get; init; }

    /// <summary>The checkpoint that was just written.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>A note beside the numbers.</summary>
    public string? Note { get; init; }

    /// <summary>Whether this must be shown, however much is said.</summary>
    public bool IsMilestone => Validated is not null || Checkpoint is not null || Note is not null;

    public override string ToString()
    {
        if (Note is not null)
        {
            return Note;
        }

        var culture = CultureInfo.InvariantCulture;
        string loss = double.IsNaN(Loss) ? "" : string.Create(culture, $", loss {Loss:F3}");
        string validated = Validated is { } now ? string.Create(culture, $", {Metric} {now:F4}") : "";
        string best = Best is { } value ? string.Create(culture, $", best {Metric} {value:F4}") : "";
        string rate = PerSecond > 0 ? string.Create(culture, $", {PerSecond:F0} interactions/s") : "";
        string left = Left is { } time ? $", {Short(time)} left" : "";
        return string.Create(culture, $"epoch {Epoch}/{Epochs}{loss}{validated}{best}{rate}{left}");
    }

    /// <summary>A time as people say it.</summary>
    public static string Short(TimeSpan time) => time.TotalMinutes < 2
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s")
        : time.TotalHours < 2
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:F0} min")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:F1} h");
}
