using Manidala.Training.Kernels;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>Windows as tensors [batch, time], padded at their ends.</summary>
/// <param name="Targets">The item that follows each input; <see cref="Padding"/> where there is none.</param>
internal sealed record Batch(Tensor Inputs, Tensor Targets) : IDisposable
{
    /// <summary>What the loss leaves out.</summary>
    public const long Padding = -100;

    /// <summary>Types of the inputs, 0 where there is none; null where the data do not say.</summary>
    public Tensor? Types { get; private init; }

    /// <summary>Scaled time since the interaction before each input, 0 where there is none; null where the data have no times.</summary>
    public Tensor? Gaps { get; private init; }

    /// <summary>How much each prediction counts, 0 where there is none; null where all count the same.</summary>
    public Tensor? Weights { get; private init; }

    /// <summary>What was turned down, its rows those of [batch × time].</summary>
    public Refusals Refusals { get; private init; } = Refusals.None;

    /// <summary>The same in a device's memory.</summary>
    public Batch To(Device device) => this with
    {
        Inputs = Inputs.to(device),
        Targets = Targets.to(device),
        Types = Types?.to(device),
        Gaps = Gaps?.to(device),
        Weights = Weights?.to(device),
    };

    public void Dispose()
    {
        Inputs.Dispose();
        Targets.Dispose();
        Types?.Dispose();
        Gaps?.Dispose();
        Weights?.Dispose();
    }

    public static Batch Of(IReadOnlyList<TrainingWindow> windows)
    {
        int time = windows.Max(window => window.Predictions);
        var inputs = new long[windows.Count * time];
        var targets = new long[windows.Count * time];
        Array.Fill(targets, Padding);
        for (int row = 0; row < windows.Count; row++)
        {
            var items = windows[row].Items.Span;
            for (int at = 0; at < windows[row].Predictions; at++)
            {
                inputs[(row * time) + at] = items[at];
                targets[(row * time) + at] = items[at + 1];
            }
        }

        return new Batch(tensor(inputs, windows.Count, time), tensor(targets, windows.Count, time))
        {
            Types = windows[0].Types.IsEmpty ? null : TypesOf(windows, time),
            Gaps = windows[0].Gaps.IsEmpty ? null : FloatsOf(windows, time, window => window.Gaps),
            Weights = windows[0].Weights.IsEmpty ? null : FloatsOf(windows, time, window => window.Weights),
            Refusals = new Refusals(
                [.. windows.SelectMany((window, row) => window.NegativeRows.ToArray().Select(at => (row * time) + at))],
                [.. windows.SelectMany(window => window.Negatives.ToArray())]),
        };
    }

    private static Tensor TypesOf(IReadOnlyList<TrainingWindow> windows, int time)
    {
        var types = new long[windows.Count * time];
        for (int row = 0; row < windows.Count; row++)
        {
            ReadOnlySpan<byte> own = windows[row].Types.Span;
            for (int at = 0; at < own.Length; at++)
            {
                types[(row * time) + at] = own[at];
            }
        }

        return tensor(types, windows.Count, time);
    }

    private static Tensor FloatsOf(IReadOnlyList<TrainingWindow> windows, int time, Func<TrainingWindow, ReadOnlyMemory<float>> column)
    {
        var values = new float[windows.Count * time];
        for (int row = 0; row < windows.Count; row++)
        {
            column(windows[row]).Span.CopyTo(values.AsSpan(row * time));
        }

        return tensor(values, windows.Count, time);
    }
}
