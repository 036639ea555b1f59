using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>The same list for everyone: items by how often they occur before the test.</summary>
internal sealed class PopularityScorer : IScorer
{
    private readonly float[] _counts;

    public PopularityScorer(Dataset dataset)
    {
        _counts = new float[dataset.ItemIds.Count];
        foreach (UserSequence user in dataset.Users)
        {
            foreach (int item in LeaveOneOut.KnownBeforeTest(user))
            {
                _counts[item]++;
            }
        }
    }

    public string Name => "popularity";

    public void Score(int user, ReadOnlySpan<int> history, Span<float> scores) => _counts.CopyTo(scores);
}
