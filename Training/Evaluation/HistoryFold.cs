using Manidala.Engine.Model;

namespace Manidala.Training.Evaluation;

/// <summary>Folds many histories at once with a bundle's encoder; all steps of one place in time run as one batch.</summary>
internal sealed class HistoryFold(LoadedModel model)
{
    /// <returns>The queries at all stops, plan by plan, <see cref="LoadedModel.Dimension"/> numbers each; zeros at a stop before the first step.</returns>
    public float[] Run(IReadOnlyList<FoldPlan> plans)
    {
        int dimension = model.Dimension;
        int[] outputs = FirstOutputs(plans);
        float[] wanted = new float[outputs[^1] * dimension];

        // In rising length: those that go on are the last ones, and no place of a batch stands idle.
        int[] order = [.. Enumerable.Range(0, plans.Count).OrderBy(plan => plans[plan].Rows.Length)];
        float[] states = new float[plans.Count * model.StateSize];
        float[] queries = new float[plans.Count * dimension];
        int first = 0;
        for (int time = 0; ; time++)
        {
            while (first < order.Length && plans[order[first]].Rows.Length <= time)
            {
                first++;
            }

            if (first == order.Length)
            {
                return wanted;
            }

            Step(plans, order.AsSpan(first), time, states.AsSpan(first * model.StateSize), queries.AsSpan(first * dimension));
            for (int place = first; place < order.Length; place++)
            {
                FoldPlan plan = plans[order[place]];
                int output = outputs[order[place]];
                for (int stop = FirstStopAt(plan, time + 1); stop < plan.Stops.Length && plan.Stops[stop] == time + 1; stop++)
                {
                    queries.AsSpan(place * dimension, dimension).CopyTo(wanted.AsSpan((output + stop) * dimension));
                }
            }
        }
    }

    private void Step(IReadOnlyList<FoldPlan> plans, ReadOnlySpan<int> running, int time, Span<float> states, Span<float> queries)
    {
        float[] items = new float[running.Length * model.Dimension];
        for (int place = 0; place < running.Length; place++)
        {
            model.Embedding(plans[running[place]].Rows[time]).CopyTo(items.AsSpan(place * model.Dimension));
        }

        model.Encoder.Step(states, items, running.Length, states, queries);
    }

    private static int[] FirstOutputs(IReadOnlyList<FoldPlan> plans)
    {
        int[] first = new int[plans.Count + 1];
        for (int plan = 0; plan < plans.Count; plan++)
        {
            first[plan + 1] = first[plan] + plans[plan].Stops.Length;
        }

        return first;
    }

    private static int FirstStopAt(FoldPlan plan, int steps)
    {
        int found = Array.BinarySearch(plan.Stops, steps);
        while (found > 0 && plan.Stops[found - 1] == steps)
        {
            found--;
        }

        return found < 0 ? plan.Stops.Length : found;
    }
}
