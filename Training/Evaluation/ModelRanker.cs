using Manidala.Engine.Model;

namespace Manidala.Training.Evaluation;

/// <summary>
/// Ranks with the engine's own encoder and index: histories are folded from the first item to the last, one step an item, as a live session is, and
/// scores are the index's own to the last bit. Rows are the model's.
/// </summary>
/// <param name="newest">How many of a history's steps are folded, the newest ones; null for all.</param>
internal sealed class ModelRanker(LoadedModel model, int? newest = null) : IRanker
{
    private readonly HistoryFold _fold = new(model);
    private float[] _queries = [];

    public string Name => model.Manifest.Name;

    public int Candidates => model.ItemCount;

    public void Prepare(IReadOnlyList<TestCase> cases)
    {
        var plans = new List<FoldPlan>();
        for (int place = 0; place < cases.Count;)
        {
            // A cut history begins elsewhere for every case, so that cases of one group share nothing.
            int end = place + 1;
            while (newest is null && end < cases.Count && cases[end].Group == cases[place].Group)
            {
                end++;
            }

            plans.Add(Plan(cases, place, end));
            place = end;
        }

        _queries = _fold.Run(plans);
    }

    public void Score(int first, int count, Span<float> scores) =>
        model.Index.ScoreAll(_queries.AsSpan(first * model.Dimension, count * model.Dimension), scores);

    // The last case's history holds the others'.
    private FoldPlan Plan(IReadOnlyList<TestCase> cases, int first, int end)
    {
        int[] lengths = [.. Enumerable.Range(first, end - first).Select(test => cases[test].History.Items.Length)];
        FoldPlan plan = FoldPlan.Of(model, cases[end - 1].History, lengths);
        return newest is { } most ? plan.Newest(most) : plan;
    }
}
