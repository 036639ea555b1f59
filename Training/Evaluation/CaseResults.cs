namespace Manidala.Training.Evaluation;

/// <summary>Where each case's targets stood; all figures about hits come from here.</summary>
internal sealed class CaseResults
{
    private readonly int[] _first;
    private readonly int[] _ranks;

    public CaseResults(IReadOnlyList<TestCase> cases)
    {
        Cases = cases;
        _first = new int[cases.Count + 1];
        for (int test = 0; test < cases.Count; test++)
        {
            _first[test + 1] = _first[test] + cases[test].Targets.Length;
        }

        _ranks = new int[_first[^1]];
        SampledRanks = new int[cases.Count];
    }

    public IReadOnlyList<TestCase> Cases { get; }

    /// <summary>A rank for each target of the case, from 1; 0 where the ranker does not know the item.</summary>
    public Span<int> Ranks(int test) => _ranks.AsSpan(_first[test].._first[test + 1]);

    /// <summary>The first target's rank among drawn items, for each case; 0 for a miss, or where nothing was drawn.</summary>
    public int[] SampledRanks { get; }
}
