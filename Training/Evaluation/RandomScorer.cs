using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>The floor: a different, repeatable order for every case.</summary>
internal sealed class RandomScorer(ulong seed) : IScorer
{
    public string Name => "random";

    public void Score(int user, ReadOnlySpan<int> history, Span<float> scores)
    {
        // Prefixes of one session differ by their length.
        var random = new SeededRandom(seed + ((ulong)user << 32) + ((ulong)history.Length << 16));
        for (int item = 0; item < scores.Length; item++)
        {
            scores[item] = (float)random.NextDouble();
        }
    }
}
