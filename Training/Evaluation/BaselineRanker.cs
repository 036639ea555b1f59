namespace Manidala.Training.Evaluation;

/// <summary>A scorer that needs no preparation.</summary>
internal sealed class BaselineRanker(IScorer scorer, int candidates) : IRanker
{
    private IReadOnlyList<TestCase> _cases = [];

    public string Name => scorer.Name;

    public int Candidates => candidates;

    public void Prepare(IReadOnlyList<TestCase> cases) => _cases = cases;

    public void Score(int first, int count, Span<float> scores)
    {
        for (int place = 0; place < count; place++)
        {
            TestCase test = _cases[first + place];
            scorer.Score(test.Group, test.History.Items.Span, scores.Slice(place * candidates, candidates));
        }
    }
}
