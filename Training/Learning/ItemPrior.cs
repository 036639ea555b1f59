using System.Runtime.InteropServices;
using Manidala.Training.Data;

namespace Manidala.Training.Learning;

/// <summary>
/// Starts every item's bias at the logarithm of how often it occurs: from the first step on, training is about what popularity cannot say.
/// </summary>
internal static class ItemPrior
{
    public static void Set(SequenceModel model, Dataset dataset, TrainingSplit split)
    {
        Span<float> bias = MemoryMarshal.Cast<byte, float>(model.Bias.bytes);
        bias.Fill(1);
        for (int number = 0; number < dataset.Users.Count; number++)
        {
            UserSequence user = dataset.Users[number];
            foreach (int item in user.Items.Span[..split.TrainingLength(number, user)])
            {
                bias[item]++;
            }
        }

        float mean = 0;
        foreach (ref float count in bias)
        {
            count = MathF.Log(count);
            mean += count / bias.Length;
        }

        foreach (ref float value in bias)
        {
            value -= mean;
        }
    }
}
