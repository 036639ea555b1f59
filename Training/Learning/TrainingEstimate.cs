using System.Globalization;
using Manidala.Training.Data;

namespace Manidala.Training.Learning;

/// <summary>What a training takes, before it is begun.</summary>
/// <param name="Parameters">Numbers that are learned.</param>
/// <param name="RuntimeBytes">The program itself: .NET, Torch's library and code compiled so far, measured.</param>
/// <param name="DataBytes">The log's columns. Where they lie on disk the system may drop them again, so this is the most of them.</param>
/// <param name="ActivationBytes">What steps and a validation needed beside all other lines, measured by running some.</param>
/// <param name="Time">Expected for all passes and validations, from the steps that were run.</param>
internal sealed record TrainingEstimate(
    TrainingOptions Options, long Parameters, long RuntimeBytes, long DataBytes, long ActivationBytes, int CalibrationSteps, TimeSpan Time)
{
    private const double Mebibyte = 1024 * 1024;

    // ONNX Runtime with a small graph: writing the bundle raised the peak by 12 to 41 MiB beyond the copy on ML-1M, Beauty and Yoochoose.
    private const long CheckBytes = 40 << 20;

    public long ParameterBytes => Parameters * sizeof(float);

    /// <summary>Two moments a parameter.</summary>
    public long OptimizerBytes => 2 * ParameterBytes;

    public long GradientBytes => ParameterBytes;

    /// <summary>The best weights so far, the copy that becomes the bundle, and what checks it.</summary>
    public long KeptBytes => (2 * ParameterBytes) + CheckBytes;

    public long PeakBytes => RuntimeBytes + DataBytes + ParameterBytes + OptimizerBytes + GradientBytes + KeptBytes + ActivationBytes;

    public override string ToString() => string.Join(
        Environment.NewLine,
        Options.Reason,
        string.Create(CultureInfo.InvariantCulture, $"{Options.Encoder}, {Options.Epochs} epochs of batches of {Options.BatchSize}"),
        string.Create(CultureInfo.InvariantCulture, $"{"parameters",-28}{Parameters,14:N0}"),
        Line("parameters' memory", ParameterBytes),
        Line("optimiser state", OptimizerBytes),
        Line("gradients", GradientBytes),
        Line("best weights and export", KeptBytes),
        Line("activations and scratch", ActivationBytes),
        Line("data", DataBytes),
        Line("program (constant)", RuntimeBytes),
        Line("host memory at its peak", PeakBytes),
        string.Create(
            CultureInfo.InvariantCulture,
            $"{"expected time",-28}{TrainingStatus.Short(Time),14}   if no epoch is spared; from {CalibrationSteps} real steps on this machine, as busy as it is now"));

    private static string Line(string name, long bytes) => string.Create(CultureInfo.InvariantCulture, $"{name,-28}{bytes / Mebibyte,11:N1} MiB");
}
