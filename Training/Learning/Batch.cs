using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>Windows as tensors [batch, time], padded at their ends.</summary>
/// <param name="Targets">The item that follows each input; <see cref="Padding"/> where there is none.</param>
internal sealed record Batch(Tensor Inputs, Tensor Targets)
{
    /// <summary>What the loss leaves out.</summary>
    public const long Padding = -100;

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

        return new Batch(tensor(inputs, windows.Count, time), tensor(targets, windows.Count, time));
    }
}
