using Manidala.Engine.Model;

namespace Manidala.Training.Evaluation;

/// <summary>
/// Ranks with the engine's own encoder and index: histories are folded from the first item to the last, one step an item, as a live session is, and
/// scores are the index's own to the last bit. Rows are the model's.
/// </summary>
internal sealed class ModelRanker(LoadedModel model) : IRanker
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
            int end = place + 1;
            while (end < cases.Count && cases[end].Group == cases[place].Group)
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

    // The last case's history holds the others'. Items that the model does not know and direct repeats are no step of a live session.
    private FoldPlan Plan(IReadOnlyList<TestCase> cases, int first, int end)
    {
        ReadOnlySpan<int> longest = cases[end - 1].History.Items.Span;
        var steps = new List<int>(longest.Length);
        var stops = new int[end - first];
        int test = first;
        for (int place = 0; place <= longest.Length; place++)
        {
            while (test < end && cases[test].History.Items.Length == place)
            {
                stops[test++ - first] = steps.Count;
            }

            if (place < longest.Length && longest[place] < model.ItemCount && (steps.Count == 0 || steps[^1] != longest[place]))
            {
                steps.Add(longest[place]);
            }
        }

        return new FoldPlan([.. steps], stops);
    }
}
