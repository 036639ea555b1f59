using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>The same list for everyone: items by how often they occur.</summary>
internal sealed class PopularityScorer : IScorer
{
    private readonly float[] _counts;

    /// <param name="known">What may be known before the test.</param>
    public PopularityScorer(Dataset known)
    {
        _counts = new float[known.ItemIds.Count];
        foreach (UserSequence user in known.Users)
        {
            foreach (int item in user.Items.Span)
            {
                _counts[item]++;
            }
        }
    }

    public string Name => "popularity";

    public void Score(int user, ReadOnlySpan<int> history, Span<float> scores) => _counts.CopyTo(scores);
}
